using System.Globalization;
using System.Text.Json;

namespace Vireo.Training.Config;

/// <summary>A list of numbers in a range.</summary>
internal sealed record NumberList(double Min, double Max) : ConfigList<double, string>
{
    private readonly Number _item = new(Min, Max, Nullable: false);

    public override string Wanted => $"a list, each {_item.Wanted}";

    protected override IEnumerable<string>? Literals(ConfigValue value) => value.Items;

    protected override bool TryParseItem(string literal, out double item)
    {
        var isNumber = _item.TryParse(new(literal), out var number);
        item = number ?? 0;
        return isNumber && number is not null;
    }

    protected override string FormatItem(double item) => item.ToString(CultureInfo.InvariantCulture);

    protected override void WriteItemSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "number");
        json.WriteNumber("minimum", Min);
        if (Max != double.MaxValue) json.WriteNumber("maximum", Max);
    }
}

/// <summary>A list of whole numbers in a range.</summary>
internal sealed record WholeList(int Min, int Max) : ConfigList<int, string>
{
    private readonly WholeNumber _item = new(Min, Max);

    public override string Wanted => $"a list, each {_item.Wanted}";

    protected override IEnumerable<string>? Literals(ConfigValue value) => value.Items;

    protected override bool TryParseItem(string literal, out int item)
    {
        var isNumber = _item.TryParse(new(literal), out var number);
        item = isNumber ? (int)number : 0;
        return isNumber;
    }

    protected override string FormatItem(int item) => item.ToString(CultureInfo.InvariantCulture);

    protected override void WriteItemSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "integer");
        json.WriteNumber("minimum", Min);
        json.WriteNumber("maximum", Max);
    }
}
