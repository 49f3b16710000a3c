using System.Globalization;
using System.Net;
using System.Text;

namespace Vireo.Training.Report;

/// <summary>Texts and numbers as they may stand in a page.</summary>
internal static class Html
{
    /// <summary>Text with everything escaped that could be taken for markup, in elements and in quoted
    /// attributes.</summary>
    public static string Escape(string text) =>
        WebUtility.HtmlEncode(string.Concat(text.EnumerateRunes().Select(Shown)));

    /// <summary>A coordinate with one decimal.</summary>
    public static string At(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A number with up to four significant digits.</summary>
    public static string Number(double value) => Math.Abs(value) is >= 9999.5 and < 1e5
        ? value.ToString("0", CultureInfo.InvariantCulture)
        : Math.Abs(value) is 0 or (>= 1e-4 and < 1e4) ? value.ToString("G4", CultureInfo.InvariantCulture)
        : value.ToString("0.##e+0", CultureInfo.InvariantCulture);

    /// <summary>A share as per cent with one decimal.</summary>
    public static string Percent(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);

    // What has no place in a page, such as control characters and halves of characters, is shown as unknown.
    private static string Shown(Rune rune) =>
        rune.Value is '\t' or '\n' ? " "
        : Rune.IsControl(rune) || rune.Value is 0xFFFE or 0xFFFF ? "\uFFFD"
        : rune.ToString();
}
