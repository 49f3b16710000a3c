using System.Globalization;
using System.Text.Json;

namespace Vireo.Training.Config;

/// <summary>A number of bytes with a unit of thousands, such as <c>4GB</c>.</summary>
internal sealed record ByteSize : ConfigType<long>
{
    private const double Most = 1e15;
    private static readonly (string Name, long Bytes)[] s_units =
    [
        ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1000), ("B", 1),
    ];

    public override string Wanted => "a size such as 500MB, 4GB or 1.5TB";

    public override bool TryParse(ConfigValue value, out long result)
    {
        result = 0;
        var text = value.Text?.Trim() ?? "";
        var unit = s_units.FirstOrDefault(u => text.EndsWith(u.Name, StringComparison.OrdinalIgnoreCase));
        if (unit.Name is null) return false;
        var isNumber = double.TryParse(
            text.AsSpan(0, text.Length - unit.Name.Length),
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture,
            out var number);
        if (!isNumber || !(number * unit.Bytes <= Most)) return false;
        result = (long)Math.Round(number * unit.Bytes);
        return true;
    }

    public override string Format(long value)
    {
        var unit = s_units.First(u => u.Bytes == 1 || (value > 0 && value % u.Bytes == 0));
        return $"{(value / unit.Bytes).ToString(CultureInfo.InvariantCulture)}{unit.Name}";
    }

    public override void WriteSchema(Utf8JsonWriter json, long standard)
    {
        json.WriteString("type", "string");
        json.WriteString("pattern", "^[0-9.]+ ?([KMGTkmgt]?[Bb])$");
        json.WriteString("default", Format(standard));
    }
}
