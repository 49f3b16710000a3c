using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>The samples that a deformable convolution multiplies with, or their derivatives by the moves. Inputs: x
/// <c>[N, C, H, W]</c>, offsets and, with <see cref="DeformableOp.HasMask"/>, mask; output
/// <c>[N, oH · oW, kH · kW, C]</c>.</summary>
/// <remarks>Serves the gradients of <see cref="DeformableConv2d"/>, to any order. It has no ONNX form.</remarks>
public sealed record DeformableColumns : DeformableOp
{
    /// <summary>Which derivative.</summary>
    public BilinearPart Part { get; init; }

    /// <inheritdoc/>
    public override string Name => "deformable columns";

    /// <inheritdoc/>
    public override bool IsImageOutput(int index) => false;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        RequireOffsets(inputs[0], inputs[1], HasMask ? inputs[2] : null);
        var g = Geometry(inputs[0].Shape);
        return [new([g.N, g.OH * g.OW, KH * KW, g.C], inputs[0].DType)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (input, output) = (x[0].Data, y[0].Data);
        DeformableLoop.Run(
            this, x[0].Shape, Part, x[1].Data, HasMask ? x[2].Data : null, (o, i, w) => output[o] += w * input[i]);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        var gradients = new Tensor?[node.Inputs.Count];
        if (dy[0] is not { } d) return gradients;
        var (x, offsets, mask) = (node.Inputs[0], node.Inputs[1], HasMask ? node.Inputs[2] : null);
        var back = new DeformableColumnsBackwardData
        {
            KH = KH, KW = KW, Window = Window, OffsetGroups = OffsetGroups, HasMask = HasMask, Part = Part,
            Shape = x.Shape,
        };
        gradients[0] = mask is null ? Tensor.Of(back, d, offsets) : Tensor.Of(back, d, offsets, mask);
        var (moves, factors) = Moves(d, x, offsets, mask);
        gradients[1] = moves;
        if (mask is not null) gradients[2] = factors;
        return gradients;
    }

    /// <summary>Gradients of offsets and mask when d is that of the columns.</summary>
    internal (Tensor Offsets, Tensor? Mask) Moves(Tensor d, Tensor x, Tensor offsets, Tensor? mask)
    {
        var op = new DeformableColumnsBackwardOffsets
        {
            KH = KH, KW = KW, Window = Window, OffsetGroups = OffsetGroups, HasMask = HasMask, Part = Part,
        };
        var node = mask is null ? Tensor.Apply(op, d, x, offsets) : Tensor.Apply(op, d, x, offsets, mask);
        return (node.Outputs[0], mask is null ? null : node.Outputs[1]);
    }

    /// <summary>These columns as they are, or another derivative of them.</summary>
    internal Tensor Of(BilinearPart part, Tensor x, Tensor offsets, Tensor? mask)
    {
        var op = this with { Part = part, HasMask = mask is not null };
        return mask is null ? Tensor.Of(op, x, offsets) : Tensor.Of(op, x, offsets, mask);
    }
}
