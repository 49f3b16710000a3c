using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Quantisation;

/// <summary>Finds the ranges of a network's values by running it, in single precision, over images as they will come:
/// all that convolutions and fully connected layers read, all that is added to their results, and images whose channels
/// are multiplied with a number each.</summary>
/// <example><code>
/// var calibrator = new Calibrator(images, model.Call(images, Pass.Inference()));
/// foreach (var batch in batches) calibrator.Observe(batch);
/// var step = Engine.Compile([images], [y], precision: Precision.Int8(calibrator.Finish()));
/// </code></example>
public sealed class Calibrator
{
    private readonly CompiledStep _step;
    private readonly string[] _names;
    private readonly ActivationHistogram[] _seen;

    /// <summary>Looks for the values to observe and compiles a step that returns them.</summary>
    /// <param name="images">The placeholder that the network begins with.</param>
    /// <param name="output">What it ends with, built for <see cref="Layers.Pass.Inference"/>.</param>
    public Calibrator(Tensor images, Tensor output)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(output);
        var capture = new Capture([images], [output], [], null);
        var places = Observed(capture);
        var names = ValueNames.Of(capture);
        Layers = [.. Enumerable.Range(0, names.Length).Where(i => IsLayer(capture, i))
            .Select(i => capture.Tensors[i].Node.Label).OfType<string>().Distinct()];
        _names = Array.ConvertAll(places, i => names[i]);
        _seen = Array.ConvertAll(places, _ => new ActivationHistogram());
        _step = Engine.Compile([images], [output, .. places.Select(i => capture.Tensors[i])]);
    }

    /// <summary>With <see cref="CalibrationMethod.Percentile"/>: the share of numbers within a range, in
    /// percent.</summary>
    public double Percentile { get; init; } = 99.99;

    /// <summary>Places of the convolutions and fully connected layers, which <see
    /// cref="QuantisationTable.FloatLayers"/> may name.</summary>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>How many batches were observed.</summary>
    public int Batches { get; private set; }

    /// <summary>Runs the network over one batch.</summary>
    /// <param name="batch">A tensor for the placeholder.</param>
    /// <returns>What the network says.</returns>
    /// <exception cref="VireoException">A number is not finite (<c>VIR2851</c>).</exception>
    public Tensor Observe(Tensor batch)
    {
        var results = _step.Run(batch);
        for (var i = 0; i < _seen.Length; i++) _seen[i].Add(results[i + 1].Evaluate().Slice.Span<float>());
        Batches++;
        return results[0];
    }

    /// <summary>The ranges by all that was observed.</summary>
    /// <exception cref="UsageException">Nothing was (<c>VIR2850</c>).</exception>
    public QuantisationTable Finish(CalibrationMethod method = CalibrationMethod.MinMax)
    {
        if (Batches == 0)
            throw new UsageException("VIR2850", "ranges of eight bits are found by looking at images: give some.");
        return new() { Ranges = [.. _names.Select((name, i) => Range(name, _seen[i], method))] };
    }

    private ActivationRange Range(string name, ActivationHistogram seen, CalibrationMethod method)
    {
        const int SignedLevels = 128, UnsignedLevels = 256;
        var greatest = method switch
        {
            CalibrationMethod.Percentile => seen.Quantile(Percentile / 100),
            CalibrationMethod.Entropy => seen.Width
                * EntropyThreshold.Bins(seen.Counts, seen.IsSigned ? SignedLevels : UnsignedLevels),
            CalibrationMethod.Mean => 2 * seen.Mean
                * Math.Sqrt(ByteScale.Greatest(seen.IsSigned ? DType.I8 : DType.U8)),
            _ => double.PositiveInfinity,
        };
        var limit = (float)Math.Min(greatest, float.MaxValue);
        return new(name, Math.Max(Math.Min(seen.Low, 0), -limit), Math.Min(Math.Max(seen.High, 0), limit));
    }

    private static bool IsLayer(Capture capture, int value) =>
        capture.Entries[value].Op is Conv2d || LinearProduct.Is(capture, value);

    /// <summary>Numbers of the values that are stored as bytes.</summary>
    internal static int[] Observed(Capture capture)
    {
        var found = new SortedSet<int>();
        for (var i = 0; i < capture.Entries.Count; i++)
        {
            var entry = capture.Entries[i];
            if (entry.Kind != 0) continue;
            if (IsLayer(capture, i)) found.Add(entry.Inputs[0]);
            if (SqueezedProduct.Image(entry.Op, [.. entry.Inputs.Select(k => capture.Tensors[k].Shape)]) is { } image)
                found.Add(entry.Inputs[image]);
            if (entry.Op is not Add) continue;
            var (a, b) = (entry.Inputs[0], entry.Inputs[1]);
            var shape = capture.Tensors[a].Shape;
            if (shape.Rank == 4 && shape == capture.Tensors[b].Shape) found.UnionWith([a, b]);
        }

        return [.. found];
    }
}
