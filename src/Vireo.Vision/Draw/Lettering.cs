using System.Collections.Frozen;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Draw;

/// <summary>Small capital letters of 5 by 7 pixels, for names on pictures; needs no font of the system.</summary>
internal static class Lettering
{
    /// <summary>Height of a letter in pixels.</summary>
    public const int Height = 7;

    private const int Width = 5, Advance = 6;

    // Rows from the top, five bits each, the leftmost column in the highest bit.
    private static readonly FrozenDictionary<char, long> s_letters = new Dictionary<char, long>
    {
        ['A'] = 0x3A31FC631, ['B'] = 0x7A31F463E, ['C'] = 0x3A308422E, ['D'] = 0x7A318C63E, ['E'] = 0x7E10F421F,
        ['F'] = 0x7E10F4210, ['G'] = 0x3A30BC62F, ['H'] = 0x4631FC631, ['I'] = 0x38842108E, ['J'] = 0x1C4210A4C,
        ['K'] = 0x4654C5251, ['L'] = 0x42108421F, ['M'] = 0x4775AC631, ['N'] = 0x4735ACE31, ['O'] = 0x3A318C62E,
        ['P'] = 0x7A31F4210, ['Q'] = 0x3A318D64D, ['R'] = 0x7A31F5251, ['S'] = 0x3E107043E, ['T'] = 0x7C8421084,
        ['U'] = 0x46318C62E, ['V'] = 0x46318A944, ['W'] = 0x4631AD771, ['X'] = 0x462A22A31, ['Y'] = 0x462A21084,
        ['Z'] = 0x7C222221F, ['0'] = 0x3A33AE62E, ['1'] = 0x11842108E, ['2'] = 0x3A213221F, ['3'] = 0x78217043E,
        ['4'] = 0x08CA97C42, ['5'] = 0x7E1E0862E, ['6'] = 0x1910F462E, ['7'] = 0x7C2221108, ['8'] = 0x3A317462E,
        ['9'] = 0x3A317844C, [' '] = 0x000000000, ['-'] = 0x0000F8000, ['_'] = 0x00000001F, ['.'] = 0x00000018C,
        [','] = 0x000003088, [':'] = 0x018C03180, ['/'] = 0x042222210, ['('] = 0x088842082, [')'] = 0x208210888,
        ['+'] = 0x0084F9080, ['%'] = 0x672222273, ['#'] = 0x295F57D4A, ['?'] = 0x3A2131004, ['*'] = 0x02AEFBAA0,
        ['='] = 0x001F07C00, ['>'] = 0x410411110, ['\''] = 0x108800000, ['&'] = 0x32544564D,
    }.ToFrozenDictionary();

    /// <summary>Width of a text in pixels.</summary>
    public static int WidthOf(string text) => Math.Max(0, text.Length * Advance - 1);

    /// <summary>Writes a text; what has no letter here becomes a question mark, what leaves the canvas is left
    /// out.</summary>
    /// <param name="canvas">Where to write.</param>
    /// <param name="text">What to write.</param>
    /// <param name="x">Left edge.</param>
    /// <param name="y">Upper edge.</param>
    /// <param name="colour">Colour of the letters.</param>
    public static void Write(Canvas canvas, string text, int x, int y, Rgb colour)
    {
        foreach (var letter in text)
        {
            var bits = s_letters.GetValueOrDefault(char.ToUpperInvariant(letter), s_letters['?']);
            for (var at = 0; at < Width * Height; at++)
                if ((bits >> (Width * Height - 1 - at) & 1) != 0)
                    canvas.Set(x + at % Width, y + at / Width, colour);
            x += Advance;
        }
    }
}
