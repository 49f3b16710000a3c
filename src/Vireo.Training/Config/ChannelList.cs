using System.Globalization;
using System.Text.Json;
using Vireo.Pruning;

namespace Vireo.Training.Config;

/// <summary>Layers and how many channels each has: a list of entries.</summary>
internal sealed record ChannelList : ConfigList<LayerChannels, IReadOnlyDictionary<string, ConfigValue>>
{
    private const string Layer = "layer", Channels = "channels";
    private static readonly AnyText s_text = new(Nullable: false);
    private static readonly WholeNumber s_number = new(1, int.MaxValue);

    public override string Wanted => "a list such as [{layer: \"layer1.0.conv1\", channels: 40}]";

    public override bool TryParse(ConfigValue value, out ValueList<LayerChannels> result) =>
        base.TryParse(value, out result) && result.DistinctBy(l => l.Layer).Count() == result.Count;

    protected override IEnumerable<IReadOnlyDictionary<string, ConfigValue>>? Literals(ConfigValue value) =>
        Entries(value);

    protected override bool TryParseItem(IReadOnlyDictionary<string, ConfigValue> entry, out LayerChannels item)
    {
        item = default;
        if (entry.Count != 2 || !entry.TryGetValue(Layer, out var name) || !s_text.TryParse(name, out var layer)
            || !entry.TryGetValue(Channels, out var number) || !s_number.TryParse(number, out var channels))
        {
            return false;
        }

        item = new(layer ?? "", (int)channels);
        return true;
    }

    protected override string FormatItem(LayerChannels item) => string.Create(
        CultureInfo.InvariantCulture, $"{{{Layer}: {s_text.Format(item.Layer)}, {Channels}: {item.Channels}}}");

    protected override void WriteItemSchema(Utf8JsonWriter json) =>
        WriteEntrySchema(json, [Layer, Channels], (Layer, "string", null), (Channels, "integer", 1));
}
