using System.Globalization;
using System.Text.Json;
using Vireo.Pruning;

namespace Vireo.Training.Config;

/// <summary>Layers and how many channels each has: a list of entries.</summary>
internal sealed record ChannelList : ConfigType<ValueList<LayerChannels>>
{
    private const string Layer = "layer", Channels = "channels";
    private static readonly AnyText s_text = new(Nullable: false);
    private static readonly WholeNumber s_number = new(1, int.MaxValue);

    public override string Wanted => "a list such as [{layer: \"layer1.0.conv1\", channels: 40}]";

    public override bool TryParse(ConfigValue value, out ValueList<LayerChannels> result)
    {
        result = [];
        if (value.Items is { Count: 0 }) return true;
        if (value.Entries is null) return false;
        var layers = new List<LayerChannels>();
        foreach (var entry in value.Entries)
        {
            if (entry.Count != 2 || !entry.TryGetValue(Layer, out var name) || !s_text.TryParse(name, out var layer)
                || !entry.TryGetValue(Channels, out var number) || !s_number.TryParse(number, out var channels))
            {
                return false;
            }

            layers.Add(new(layer ?? "", (int)channels));
        }

        result = [.. layers];
        return layers.DistinctBy(l => l.Layer).Count() == layers.Count;
    }

    public override string Format(ValueList<LayerChannels> value) => $"[{string.Join(", ", value.Select(Format))}]";

    public override void WriteSchema(Utf8JsonWriter json, ValueList<LayerChannels> standard)
    {
        json.WriteString("type", "array");
        json.WriteStartObject("items");
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartArray("required");
        json.WriteStringValue(Layer);
        json.WriteStringValue(Channels);
        json.WriteEndArray();
        json.WriteStartObject("properties");
        json.WriteStartObject(Layer);
        json.WriteString("type", "string");
        json.WriteEndObject();
        json.WriteStartObject(Channels);
        json.WriteString("type", "integer");
        json.WriteNumber("minimum", 1);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("default");
        json.WriteEndArray();
    }

    private static string Format(LayerChannels it) => string.Create(
        CultureInfo.InvariantCulture, $"{{{Layer}: {s_text.Format(it.Layer)}, {Channels}: {it.Channels}}}");
}
