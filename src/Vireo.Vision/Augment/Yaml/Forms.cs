using System.Globalization;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment.Yaml;

/// <summary>The kinds of values that augmentations have. Ranges are such that what can be read can be
/// applied.</summary>
internal static class Forms
{
    private const int MostItems = 1000;

    public static Form<bool> Switch { get; } = new("true or false",
        (YamlNode node, out bool value) => bool.TryParse(node.Text, out value), value => value ? "true" : "false");

    public static Form<ImageSize> Size { get; } = new("[width, height] in pixels, each 1 to 16384", TrySize,
        size => $"[{size.Width}, {size.Height}]");

    public static Form<Rgb> Colour { get; } = new("[red, green, blue], each 0 to 255", TryColour,
        colour => $"[{colour.R}, {colour.G}, {colour.B}]");

    public static Form<ValueList<float>> Numbers { get; } = new("a list of numbers from 0 on", TryNumbers,
        values => $"[{string.Join(", ", values.Select(Text))}]");

    public static Form<ValueList<IndexPair>> Pairs { get; } = new(
        "a list of pairs such as [[0, 1], [2, 3]], or face68 or coco_person", TryPairs,
        pairs => $"[{string.Join(", ", pairs.Select(pair => $"[{pair.First}, {pair.Second}]"))}]");

    public static Form<PadMode> Border { get; } = Choice(("constant", PadMode.Constant),
        ("replicate", PadMode.Replicate), ("reflect", PadMode.Reflect), ("symmetric", PadMode.Symmetric),
        ("wrap", PadMode.Wrap));

    public static Form<Interpolation> Interpolation { get; } = Choice(("nearest", Imaging.Interpolation.Nearest),
        ("bilinear", Imaging.Interpolation.Bilinear), ("bicubic", Imaging.Interpolation.Bicubic),
        ("area", Imaging.Interpolation.Area), ("lanczos", Imaging.Interpolation.Lanczos),
        ("box", Imaging.Interpolation.Box), ("hamming", Imaging.Interpolation.Hamming));

    public static Form<BoxTightening> Tightening { get; } = Choice(("outline", BoxTightening.Outline),
        ("corners", BoxTightening.Corners), ("threshold", BoxTightening.Threshold),
        ("area_and_angle", BoxTightening.AreaAndAngle));

    /// <summary>One of several words.</summary>
    public static Form<TValue> Choice<TValue>(params (string Word, TValue Value)[] words) => new(
        $"one of {string.Join(", ", words.Select(word => word.Word))}",
        (YamlNode node, out TValue value) =>
        {
            var index = Array.FindIndex(words, word => word.Word == node.Text);
            value = words[Math.Max(index, 0)].Value;
            return index >= 0;
        },
        value => words.First(word => EqualityComparer<TValue>.Default.Equals(word.Value, value)).Word);

    /// <summary>A number in a range, both ends included.</summary>
    public static Form<float> Number(float min, float max) => new($"a number from {Text(min)} to {Text(max)}",
        (YamlNode node, out float value) => TryNumber(node, min, max, out value), Text);

    /// <summary>A whole number in a range, both ends included.</summary>
    public static Form<int> Whole(int min, int max) => new($"a whole number from {min} to {max}",
        (YamlNode node, out int value) => TryWhole(node, min, max, out value), value => $"{value}");

    /// <summary>Two numbers in a range, the lower first; one number stands for both.</summary>
    public static Form<Interval> Interval(float min, float max) => new(
        $"[low, high] from {Text(min)} to {Text(max)}",
        (YamlNode node, out Interval value) =>
        {
            var read = TryTwo(node, min, max, TryNumber, out var low, out var high);
            value = new(low, high);
            return read && low <= high;
        },
        range => $"[{Text(range.Low)}, {Text(range.High)}]");

    /// <summary>Two whole numbers in a range, the lower first; one number stands for both.</summary>
    public static Form<IntRange> Range(int min, int max) => new($"[low, high], whole numbers from {min} to {max}",
        (YamlNode node, out IntRange value) =>
        {
            var read = TryTwo(node, min, max, TryWhole, out var low, out var high);
            value = new(low, high);
            return read && low <= high;
        },
        range => $"[{range.Low}, {range.High}]");

    private delegate bool Single<TValue>(YamlNode node, TValue min, TValue max, out TValue value);

    private static bool TryTwo<TValue>(
        YamlNode node, TValue min, TValue max, Single<TValue> read, out TValue low, out TValue high)
    {
        var (first, second) = node.Items is [var a, var b] ? (a, b) : (node, node);
        high = max;
        return read(first, min, max, out low) && read(second, min, max, out high);
    }

    // The shortest text that reads back as the same number.
    private static string Text(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static bool TryNumber(YamlNode node, float min, float max, out float value) =>
        float.TryParse(node.Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint
            | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value)
        && value >= min && value <= max; // Not-a-number and infinity fail here.

    private static bool TryWhole(YamlNode node, int min, int max, out int value) =>
        int.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
        && value >= min && value <= max;

    private static bool TrySize(YamlNode node, out ImageSize value)
    {
        const int Most = 16_384;
        var read = TryTwo(node, 1, Most, TryWhole, out var width, out var height);
        value = new(width, height);
        return read;
    }

    private static bool TryColour(YamlNode node, out Rgb value)
    {
        value = default;
        if (node.Items is not [var r, var g, var b] || !TryWhole(r, 0, 255, out var red)
            || !TryWhole(g, 0, 255, out var green) || !TryWhole(b, 0, 255, out var blue))
            return false;

        value = new((byte)red, (byte)green, (byte)blue);
        return true;
    }

    private static bool TryNumbers(YamlNode node, out ValueList<float> value)
    {
        const float Most = 1e9f;
        value = [];
        List<float> numbers = [];
        if (node.Items is not { Count: <= MostItems } items)
            return false;
        foreach (var item in items)
        {
            if (!TryNumber(item, 0, Most, out var number))
                return false;
            numbers.Add(number);
        }

        value = [.. numbers];
        return true;
    }

    private static bool TryPairs(YamlNode node, out ValueList<IndexPair> value)
    {
        const int Most = 1_000_000;
        value = node.Text switch
        {
            "face68" => KeyPointPairs.Face68,
            "coco_person" => KeyPointPairs.CocoPerson,
            _ => [],
        };
        if (node.Items is not { Count: <= MostItems } items)
            return value.Count > 0;

        List<IndexPair> pairs = [];
        foreach (var item in items)
        {
            if (item.Items is not [var a, var b] || !TryWhole(a, 0, Most, out var first)
                || !TryWhole(b, 0, Most, out var second) || first == second)
                return false;
            pairs.Add(new(first, second));
        }

        value = [.. pairs];
        return true;
    }
}
