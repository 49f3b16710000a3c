using System.Globalization;
using System.Text.Json;

namespace Vireo.Training.Config;

/// <summary>A list of numbers in a range.</summary>
internal sealed record NumberList(double Min, double Max) : ConfigType<ValueList<double>>
{
    private readonly Number _item = new(Min, Max, Nullable: false);

    public override string Wanted => $"a list, each {_item.Wanted}";

    public override bool TryParse(ConfigValue value, out ValueList<double> result)
    {
        result = [];
        if (value.Items is null) return false;
        var numbers = new List<double>();
        foreach (var item in value.Items)
        {
            if (!_item.TryParse(new(item), out var number) || number is not { } known) return false;
            numbers.Add(known);
        }

        result = [.. numbers];
        return true;
    }

    public override string Format(ValueList<double> value) =>
        $"[{string.Join(", ", value.Select(number => number.ToString(CultureInfo.InvariantCulture)))}]";

    public override void WriteSchema(Utf8JsonWriter json, ValueList<double> standard)
    {
        json.WriteString("type", "array");
        json.WriteStartObject("items");
        json.WriteString("type", "number");
        json.WriteNumber("minimum", Min);
        if (Max != double.MaxValue) json.WriteNumber("maximum", Max);
        json.WriteEndObject();
        json.WriteStartArray("default");
        foreach (var number in standard) json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}

/// <summary>A list of whole numbers in a range.</summary>
internal sealed record WholeList(int Min, int Max) : ConfigType<ValueList<int>>
{
    private readonly WholeNumber _item = new(Min, Max);

    public override string Wanted => $"a list, each {_item.Wanted}";

    public override bool TryParse(ConfigValue value, out ValueList<int> result)
    {
        result = [];
        if (value.Items is null) return false;
        var numbers = new List<int>();
        foreach (var item in value.Items)
        {
            if (!_item.TryParse(new(item), out var number)) return false;
            numbers.Add((int)number);
        }

        result = [.. numbers];
        return true;
    }

    public override string Format(ValueList<int> value) =>
        $"[{string.Join(", ", value.Select(number => number.ToString(CultureInfo.InvariantCulture)))}]";

    public override void WriteSchema(Utf8JsonWriter json, ValueList<int> standard)
    {
        json.WriteString("type", "array");
        json.WriteStartObject("items");
        json.WriteString("type", "integer");
        json.WriteNumber("minimum", Min);
        json.WriteNumber("maximum", Max);
        json.WriteEndObject();
        json.WriteStartArray("default");
        foreach (var number in standard) json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}

/// <summary>Groups of parameters: a list of entries.</summary>
internal sealed record GroupList : ConfigType<ValueList<GroupConfig>>
{
    private const string PatternName = "pattern", Scale = "lr_scale", Decay = "weight_decay", Freeze = "freeze";
    private static readonly string[] s_names = [PatternName, Scale, Decay, Freeze];
    private static readonly Number s_number = new(0, double.MaxValue, Nullable: true);
    private static readonly AnyText s_text = new(Nullable: false);
    private static readonly TrueOrFalse s_flag = new();

    public override string Wanted =>
        "a list such as [{pattern: \"layer1\", lr_scale: 0.1, weight_decay: 0, freeze: false}]";

    public override bool TryParse(ConfigValue value, out ValueList<GroupConfig> result)
    {
        result = [];
        if (value.Items is { Count: 0 }) return true;
        if (value.Entries is null) return false;
        var groups = new List<GroupConfig>();
        foreach (var entry in value.Entries)
        {
            if (!TryParse(entry, out var group) || group is null) return false;
            groups.Add(group);
        }

        result = [.. groups];
        return true;
    }

    public override string Hint(ConfigValue value)
    {
        var unknown = value.Entries?.SelectMany(entry => entry.Keys).FirstOrDefault(name => !s_names.Contains(name));
        return unknown is null ? "" : $" There is no '{unknown}' in a group.{NearestName.Hint(unknown, s_names)}";
    }

    public override string Format(ValueList<GroupConfig> value) => $"[{string.Join(", ", value.Select(Format))}]";

    public override void WriteSchema(Utf8JsonWriter json, ValueList<GroupConfig> standard)
    {
        json.WriteString("type", "array");
        json.WriteStartObject("items");
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartArray("required");
        json.WriteStringValue(PatternName);
        json.WriteEndArray();
        json.WriteStartObject("properties");
        foreach (var (name, type) in new[]
        {
            (PatternName, "string"), (Scale, "number"), (Decay, "number"), (Freeze, "boolean"),
        })
        {
            json.WriteStartObject(name);
            json.WriteString("type", type);
            if (type == "number") json.WriteNumber("minimum", 0);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("default");
        json.WriteEndArray();
    }

    private static bool TryParse(IReadOnlyDictionary<string, ConfigValue> entry, out GroupConfig? group)
    {
        group = null;
        double? scale = null, decay = null;
        bool? freeze = null;
        if (entry.Keys.Any(name => !s_names.Contains(name))
            || !entry.TryGetValue(PatternName, out var given) || !s_text.TryParse(given, out var pattern)
            || (entry.TryGetValue(Scale, out var text) && !s_number.TryParse(text, out scale))
            || (entry.TryGetValue(Decay, out text) && !s_number.TryParse(text, out decay)))
        {
            return false;
        }

        if (entry.TryGetValue(Freeze, out text) && !text.IsNull)
        {
            if (!s_flag.TryParse(text, out var flag)) return false;
            freeze = flag;
        }

        group = new() { Pattern = pattern ?? "", LrScale = scale, WeightDecay = decay, Freeze = freeze };
        return true;
    }

    private static string Format(GroupConfig group)
    {
        var parts = new List<string> { $"{PatternName}: {s_text.Format(group.Pattern)}" };
        if (group.LrScale is not null) parts.Add($"{Scale}: {s_number.Format(group.LrScale)}");
        if (group.WeightDecay is not null) parts.Add($"{Decay}: {s_number.Format(group.WeightDecay)}");
        if (group.Freeze is { } freeze) parts.Add($"{Freeze}: {s_flag.Format(freeze)}");
        return $"{{{string.Join(", ", parts)}}}";
    }
}
