using System.Runtime.InteropServices;
using Vireo.Layers;
using Vireo.Quantisation;
using Vireo.Weights;

namespace Vireo.Training.Bundles;

/// <summary>The weights of a bundle as entries of its weight file. A model in eight bits is stored as its plan has it:
/// convolutions as signed bytes, <c>NAME</c>, with the greatest magnitude of every output channel,
/// <c>NAME.greatest</c>.</summary>
internal static class BundleWeights
{
    private const string Suffix = ".greatest";

    /// <summary>What is written, and whether there are bytes among it.</summary>
    public static (IReadOnlyList<WeightEntry> Entries, bool HasBytes) Of(ModelBundle bundle)
    {
        var whole = ModuleWeights.Entries(bundle.Model.Everything);
        if (bundle.Description.Quantisation is not { } ranges) return (whole, false);
        var size = bundle.Description.Preprocessing.Size;
        var images = Tensor.Placeholder([1, 3, size, size], title: "images");
        var bytes = QuantisedGraph.Weights(images, bundle.Model.Call(images, Pass.Inference()), ranges.Table)
            .ToDictionary(w => w.Variable);
        List<WeightEntry> entries = [];
        foreach (var ((name, variable), entry) in bundle.Model.Everything.Zip(whole))
        {
            if (!bytes.TryGetValue(variable, out var own))
            {
                entries.Add(entry);
                continue;
            }

            entries.Add(WeightEntry.Of(name, variable.Shape, own.Bytes));
            entries.Add(WeightEntry.Of($"{name}{Suffix}", [variable.Shape[0]], own.Greatest));
        }

        return (entries, bytes.Count > 0);
    }

    /// <summary>What is read, all of it in the types that variables have.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2874</c>: bytes come without their magnitudes, or with such that
    /// cannot be.</exception>
    public static IReadOnlyList<WeightEntry> Read(SafeTensorsFile file, string path)
    {
        var names = file.Entries.Where(e => e.Type == DType.I8).Select(e => $"{e.Name}{Suffix}").ToHashSet();
        if (names.Count == 0) return file.Entries;
        return [.. file.Entries.Where(e => !names.Contains(e.Name))
            .Select(e => e.Type == DType.I8 ? Restored(e, file, path) : e)];
    }

    private static WeightEntry Restored(WeightEntry bytes, SafeTensorsFile file, string path)
    {
        BadModelFileException Bad(string problem) => new("VIR2874",
            $"{path}: the weights of {bytes.Name} in eight bits cannot be read: {problem}. Export it again.");
        if (!file.TryGet($"{bytes.Name}{Suffix}", out var entry)) throw Bad("their magnitudes are missing");
        Shape channels = bytes.Shape.Rank == 0 ? [] : [bytes.Shape[0]];
        if (bytes.Shape.Rank == 0 || entry.Type != DType.F32 || entry.Shape != channels)
            throw Bad($"{entry} are no magnitudes of {bytes}");
        var greatest = entry.ReadSingles();
        if (!greatest.All(g => float.IsFinite(g) && g >= 0)) throw Bad("a magnitude is no number from zero on");
        return new(bytes.Name, DType.F32, bytes.Shape, (offset, destination) =>
        {
            if (offset != 0 || destination.Length != sizeof(float) * bytes.ByteCount)
                throw new ArgumentException("all elements only");
            ByteWeights.Restore(
                MemoryMarshal.Cast<byte, sbyte>(bytes.ReadBytes()), greatest,
                MemoryMarshal.Cast<byte, float>(destination));
        });
    }
}
