using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Vireo.Training.Config;

/// <summary>Groups of parameters: a list of entries.</summary>
internal sealed record GroupList : ConfigList<GroupConfig, IReadOnlyDictionary<string, ConfigValue>>
{
    private const string PatternName = "pattern", Scale = "lr_scale", Decay = "weight_decay", Freeze = "freeze";
    private static readonly string[] s_names = [PatternName, Scale, Decay, Freeze];
    private static readonly Number s_number = new(0, double.MaxValue, Nullable: true);
    private static readonly AnyText s_text = new(Nullable: false);
    private static readonly TrueOrFalse s_flag = new();

    public override string Wanted =>
        "a list such as [{pattern: \"layer1\", lr_scale: 0.1, weight_decay: 0, freeze: false}]";

    public override string Hint(ConfigValue value)
    {
        var unknown = value.Entries?.SelectMany(entry => entry.Keys).FirstOrDefault(name => !s_names.Contains(name));
        return unknown is null ? "" : $" There is no '{unknown}' in a group.{NearestName.Hint(unknown, s_names)}";
    }

    protected override IEnumerable<IReadOnlyDictionary<string, ConfigValue>>? Literals(ConfigValue value) =>
        Entries(value);

    protected override void WriteItemSchema(Utf8JsonWriter json) => WriteEntrySchema(
        json, [PatternName],
        (PatternName, "string", null), (Scale, "number", 0), (Decay, "number", 0), (Freeze, "boolean", null));

    protected override bool TryParseItem(
        IReadOnlyDictionary<string, ConfigValue> entry, [MaybeNullWhen(false)] out GroupConfig group)
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

    protected override string FormatItem(GroupConfig group)
    {
        var parts = new List<string> { $"{PatternName}: {s_text.Format(group.Pattern)}" };
        if (group.LrScale is not null) parts.Add($"{Scale}: {s_number.Format(group.LrScale)}");
        if (group.WeightDecay is not null) parts.Add($"{Decay}: {s_number.Format(group.WeightDecay)}");
        if (group.Freeze is { } freeze) parts.Add($"{Freeze}: {s_flag.Format(freeze)}");
        return $"{{{string.Join(", ", parts)}}}";
    }
}
