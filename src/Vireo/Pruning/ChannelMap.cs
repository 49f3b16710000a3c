using Vireo.Layers;
using Vireo.Ops;

namespace Vireo.Pruning;

/// <summary>Which channels of a model can be taken out, found in its graph, so it holds for any module: models of the
/// zoo, imported ones, own ones.</summary>
public sealed class ChannelMap
{
    private readonly List<(long Macs, (int Group, int Channels)[] Parts)> _work = [];

    private ChannelMap(Module model, Tensor output)
    {
        var tracer = new ChannelTracer(output);
        var paths = model.Everything.ToDictionary(v => v.Variable, v => v.Path);
        var numbers = new Dictionary<ChannelAxis, int>();
        var groups = new List<ChannelGroup>();
        foreach (var layer in tracer.Layers.GroupBy(l => tracer.Variables[l.Weight][l.Axis].Root.Axis))
        {
            if (layer.Key.IsFixed || layer.Key.Extent < 2) continue;
            // What the model does not own cannot change its extent with it.
            var slices = SlicesOf(layer.Key, tracer).ToList();
            if (slices.Any(s => !paths.ContainsKey(s.Variable))) continue;
            var weights = layer.Distinct().Select(l => Slice(l.Weight, l.Axis, tracer)).ToList();
            numbers[layer.Key] = groups.Count;
            var layers = weights.Select(w => LayerOf(paths[w.Variable])).ToList();
            groups.Add(new(layer.Key.Extent, layers, weights, slices));
        }

        Groups = groups;
        foreach (var (macs, axes) in tracer.Work)
        {
            _work.Add((macs, [.. axes.Select(a => a.Root.Axis).Where(numbers.ContainsKey)
                .Select(root => (numbers[root], root.Extent))]));
        }
    }

    /// <summary>The groups, in the order of the graph. Channels that leave the model, that come in as images, or that
    /// go through an op of which it is not known what becomes of them, are in none.</summary>
    public IReadOnlyList<ChannelGroup> Groups { get; }

    /// <summary>Multiply-adds of the prediction of one input.</summary>
    public long Macs => MacsWith([.. Groups.Select(g => g.Channels)]);

    /// <summary>Finds the channels of a model.</summary>
    /// <param name="model">The model; nothing of it is computed.</param>
    /// <param name="input">Extents of an input that it takes, one image: <c>[1, 3, 224, 224]</c>.</param>
    /// <exception cref="ShapeException">It does not take such an input.</exception>
    public static ChannelMap Of(Module model, Shape input)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(model, model.Call(Tensor.Placeholder(input, title: "input"), Pass.Inference()));
    }

    /// <summary>Multiply-adds of the prediction of one input with other numbers of channels.</summary>
    /// <param name="channels">One number per group.</param>
    public long MacsWith(IReadOnlyList<int> channels)
    {
        ArgumentNullException.ThrowIfNull(channels);
        var sum = 0L;
        foreach (var (macs, parts) in _work)
        {
            var rest = macs;
            foreach (var (group, all) in parts) rest = rest / all * channels[group];
            sum += rest;
        }

        return sum;
    }

    /// <summary>Gives the model other numbers of channels; what its variables hold is lost.</summary>
    /// <param name="channels">Layers and their channels; layers that are not named stay.</param>
    /// <exception cref="UsageException"><c>VIR2870</c>: there is no such layer. <c>VIR2871</c>: it cannot have that
    /// many channels.</exception>
    public void Resize(IEnumerable<LayerChannels> channels)
    {
        ArgumentNullException.ThrowIfNull(channels);
        foreach (var (layer, count) in channels)
        {
            var group = Groups.FirstOrDefault(g => g.Layer == layer) ?? throw new UsageException("VIR2870",
                $"the model has no layer '{layer}' whose channels can be changed."
                + NearestName.Hint(layer, Groups.Select(g => g.Layer)));
            if (count < 1 || count > group.Channels)
            {
                throw new UsageException("VIR2871",
                    $"layer '{layer}' cannot have {count} channels; it can have 1 to {group.Channels}.");
            }

            foreach (var slice in group.Slices)
            {
                slice.Variable.Resize(slice.Variable.Shape.With(slice.Axis, count * slice.Factor));
            }
        }
    }

    private static IEnumerable<ChannelSlice> SlicesOf(ChannelAxis root, ChannelTracer tracer) =>
        from variable in tracer.Variables
        from axis in Enumerable.Range(0, variable.Value.Length)
        where variable.Value[axis].Root.Axis == root
        select Slice(variable.Key, axis, tracer);

    private static ChannelSlice Slice(Variable variable, int axis, ChannelTracer tracer) =>
        new(variable, axis, tracer.Variables[variable][axis].Root.Factor);

    private static string LayerOf(string path) =>
        path.EndsWith(".weight", StringComparison.Ordinal) ? path[..^".weight".Length] : path;
}
