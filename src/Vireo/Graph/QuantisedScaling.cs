using Vireo.Ops;

namespace Vireo.Graph;

/// <summary>Channels of an image of bytes, each multiplied with a number of its own, as bytes: <c>q · (gate ·
/// Factor)</c> in single precision, rounded. Inputs: image <c>[N, C, H, W]</c> and gate <c>[N, C, 1, 1]</c>.</summary>
internal sealed record QuantisedScaling : Op
{
    /// <summary>Scale of the image over that of the result.</summary>
    public required float Factor { get; init; }

    /// <summary>Type of the result.</summary>
    public required DType To { get; init; }

    public override string Name => "int8 Multiply";

    public override LayoutRule Layouts => LayoutRule.Images;

    public override bool IsImageInput(int index) => index == 0;

    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [new(inputs[0].Shape, To)];

    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (image, gate, data) = (x[0].Data, x[1].Data, y[0].Data);
        var pixels = image.Length / gate.Length;
        for (var i = 0; i < data.Length; i++)
            data[i] = Quantise.Round((float)image[i] * ((float)gate[i / pixels] * Factor), To);
    }

    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => throw new NotSupportedException();
}
