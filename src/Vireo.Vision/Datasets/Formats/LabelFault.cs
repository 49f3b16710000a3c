using System.Globalization;
using System.Text.RegularExpressions;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>Something wrong in a label file that the reader went past.</summary>
/// <param name="Error">What would have been thrown.</param>
/// <param name="File">The label file, below the root.</param>
internal sealed partial record LabelFault(BadDataException Error, string File)
{
    /// <summary>The story without the name of the file, such as <c>line 3: the class is 'x'</c>.</summary>
    public string Reason
    {
        get
        {
            var at = Error.Reason.IndexOf(File, StringComparison.Ordinal);
            return at < 0 ? Error.Reason : Error.Reason[(at + File.Length)..].TrimStart(',', ':', ' ');
        }
    }

    /// <summary>Line in the file, from 1 on; 0 where none is known.</summary>
    public int Line => Place().Match(Reason) is { Success: true } match
        && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var line)
            ? line : 0;

    [GeneratedRegex(@"^line (\d+)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
