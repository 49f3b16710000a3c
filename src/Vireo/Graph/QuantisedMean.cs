using Vireo.Ops;

namespace Vireo.Graph;

/// <summary>Means of images of bytes: <c>y[n, c] = Σ q[n, c, h, w] · Factor</c> in single precision, with exact sums.
/// Input <c>[N, C, H, W]</c>, output <c>[N, C, 1, 1]</c>.</summary>
internal sealed record QuantisedMean : Op
{
    /// <summary>Scale of the bytes over the number of pixels.</summary>
    public required float Factor { get; init; }

    public override string Name => "int8 mean";

    public override LayoutRule Layouts => LayoutRule.Images;

    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) =>
        [new([inputs[0].Shape[0], inputs[0].Shape[1], 1, 1], DType.F32)];

    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (data, means) = (x[0].Data, y[0].Data);
        var pixels = data.Length / means.Length;
        for (var i = 0; i < data.Length; i++) means[i / pixels] += data[i];
        foreach (ref var mean in means.AsSpan()) mean = (float)mean * Factor;
    }

    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => throw new NotSupportedException();
}
