using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>The adjoint of <see cref="DeformableColumns"/> in x: every pixel gets back its share of the samples it took
/// part in. Inputs: columns <c>[N, oH · oW, kH · kW, C]</c>, offsets and, with <see cref="DeformableOp.HasMask"/>,
/// mask; output of the shape of x.</summary>
public sealed record DeformableColumnsBackwardData : DeformableOp
{
    /// <summary>Which derivative.</summary>
    public BilinearPart Part { get; init; }

    /// <summary>Shape of x.</summary>
    public required Shape Shape { get; init; }

    /// <inheritdoc/>
    public override string Name => "deformable columns backward";

    /// <inheritdoc/>
    public override bool IsImageInput(int index) => index > 0;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        TensorSpec x = new(Shape, inputs[0].DType);
        RequireOffsets(x, inputs[1], HasMask ? inputs[2] : null);
        return [x];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (columns, dx) = (x[0].Data, y[0].Data);
        DeformableLoop.Run(
            this, Shape, Part, x[1].Data, HasMask ? x[2].Data : null, (o, i, w) => dx[i] += w * columns[o]);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        // The result times d is the columns of d times the columns given: bilinear, so nothing new is needed.
        var gradients = new Tensor?[node.Inputs.Count];
        if (dy[0] is not { } d) return gradients;
        var (columns, offsets, mask) = (node.Inputs[0], node.Inputs[1], HasMask ? node.Inputs[2] : null);
        var forward = new DeformableColumns
        {
            KH = KH, KW = KW, Window = Window, OffsetGroups = OffsetGroups, HasMask = HasMask, Part = Part,
        };
        gradients[0] = forward.Of(Part, d, offsets, mask);
        var (moves, factors) = forward.Moves(columns, d, offsets, mask);
        gradients[1] = moves;
        if (mask is not null) gradients[2] = factors;
        return gradients;
    }
}
