using System.Text.Json;

namespace Vireo.Training.Config;

/// <summary>Parts of student and teacher: a list of entries.</summary>
internal sealed record FeatureList : ConfigType<ValueList<FeaturePair>>
{
    private const string Student = "student", Teacher = "teacher";
    private static readonly AnyText s_text = new(Nullable: false);

    public override string Wanted => "a list such as [{student: \"layer3\", teacher: \"layer3\"}]";

    public override bool TryParse(ConfigValue value, out ValueList<FeaturePair> result)
    {
        result = [];
        if (value.Items is { Count: 0 }) return true;
        if (value.Entries is null) return false;
        var pairs = new List<FeaturePair>();
        foreach (var entry in value.Entries)
        {
            if (entry.Count != 2
                || !entry.TryGetValue(Student, out var first) || !s_text.TryParse(first, out var student)
                || !entry.TryGetValue(Teacher, out var second) || !s_text.TryParse(second, out var teacher))
            {
                return false;
            }

            pairs.Add(new(student ?? "", teacher ?? ""));
        }

        result = [.. pairs];
        return pairs.DistinctBy(p => p.Student).Count() == pairs.Count;
    }

    public override string Format(ValueList<FeaturePair> value) => $"[{string.Join(", ", value.Select(
        p => $"{{{Student}: {s_text.Format(p.Student)}, {Teacher}: {s_text.Format(p.Teacher)}}}"))}]";

    public override void WriteSchema(Utf8JsonWriter json, ValueList<FeaturePair> standard)
    {
        string[] keys = [Student, Teacher];
        json.WriteString("type", "array");
        json.WriteStartObject("items");
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartArray("required");
        foreach (var key in keys) json.WriteStringValue(key);
        json.WriteEndArray();
        json.WriteStartObject("properties");
        foreach (var key in keys)
        {
            json.WriteStartObject(key);
            json.WriteString("type", "string");
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("default");
        json.WriteEndArray();
    }
}
