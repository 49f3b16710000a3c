using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>Gradients of <see cref="DeformableColumns"/> in the offsets and the mask. Inputs: gradient of the columns
/// <c>[N, oH · oW, kH · kW, C]</c>, x, offsets and, with <see cref="DeformableOp.HasMask"/>, mask; outputs of the
/// shapes of offsets and mask.</summary>
public sealed record DeformableColumnsBackwardOffsets : DeformableOp
{
    /// <summary>Which derivative the columns are of.</summary>
    public BilinearPart Part { get; init; }

    /// <inheritdoc/>
    public override string Name => "deformable offsets backward";

    /// <inheritdoc/>
    public override bool IsImageInput(int index) => index > 0;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        RequireOffsets(inputs[1], inputs[2], HasMask ? inputs[3] : null);
        return HasMask ? [inputs[2], inputs[3]] : [inputs[2]];
    }

    /// <summary>The derivative by y of the columns; null when it is zero everywhere.</summary>
    internal BilinearPart? ByY => Part switch
    {
        BilinearPart.Value => BilinearPart.ByY,
        BilinearPart.ByX => BilinearPart.ByYX,
        _ => null,
    };

    /// <summary>The derivative by x of the columns; null when it is zero everywhere.</summary>
    internal BilinearPart? ByX => Part switch
    {
        BilinearPart.Value => BilinearPart.ByX,
        BilinearPart.ByY => BilinearPart.ByYX,
        _ => null,
    };

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (d, images, offsets, mask) = (x[0].Data, x[1].Data, x[2].Data, HasMask ? x[3].Data : null);
        var (shape, g) = (x[1].Shape, Geometry(x[1].Shape));
        var (places, taps) = (g.OH * g.OW, KH * KW);
        int Place(int column)
        {
            var (c, tap, place) = (column % g.C, column / g.C % taps, column / (g.C * taps) % places);
            var n = column / (g.C * taps * places);
            return ((n * OffsetGroups + c / (g.C / OffsetGroups)) * taps + tap) * places + place;
        }

        void Add(BilinearPart part, double[]? factors, double[] target, int step, int shift) => DeformableLoop.Run(
            this, shape, part, offsets, factors, (o, i, w) =>
            {
                var at = Place(o);
                target[(at / places * step + shift) * places + at % places] += w * images[i] * d[o];
            });

        if (ByY is { } byY) Add(byY, mask, y[0].Data, 2, 0);
        if (ByX is { } byX) Add(byX, mask, y[0].Data, 2, 1);
        if (HasMask) Add(Part, null, y[1].Data, 1, 0);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        // Each result is a sum over channels of columns times d; its gradients are those of the columns.
        var (d, x, offsets, mask) =
            (node.Inputs[0], node.Inputs[1], node.Inputs[2], HasMask ? node.Inputs[3] : null);
        var sums = new Tensor?[node.Inputs.Count];
        void Add(BilinearPart? part, Tensor seed, Tensor? factors)
        {
            if (part is not { } p) return;
            var columns = new DeformableColumns
            {
                KH = KH, KW = KW, Window = Window, OffsetGroups = OffsetGroups, HasMask = factors is not null, Part = p,
            };
            var applied = columns.Of(p, x, offsets, factors);
            var spread = Spread(seed, d.Shape);
            var back = columns.Gradient(applied.Node, [spread * d]);
            Tensor?[] terms = [spread * applied, .. back];
            for (var i = 0; i < terms.Length; i++) sums[i] = Plus(sums[i], terms[i]);
        }

        if (dy[0] is { } moves)
        {
            var pairs = moves.Reshape([x.Shape[0], -1, 2, d.Shape[1]]);
            Add(ByY, pairs.Slice(2, 0, 1), mask);
            Add(ByX, pairs.Slice(2, 1, 2), mask);
        }

        if (HasMask && dy[1] is { } ratios) Add(Part, ratios, null);
        return sums;
    }

    private static Tensor? Plus(Tensor? a, Tensor? b) => a is null ? b : b is null ? a : a + b;

    /// <summary>Numbers for each group, tap and place, repeated for the channels of the columns.</summary>
    private Tensor Spread(Tensor numbers, Shape columns)
    {
        var (n, places, taps, channels) = (columns[0], columns[1], columns[2], columns[3] / OffsetGroups);
        return numbers.Reshape([n, OffsetGroups, taps, places]).Transpose(0, 3, 2, 1)
            .Reshape([n, places, taps, OffsetGroups, 1]).Expand([n, places, taps, OffsetGroups, channels])
            .Reshape(columns);
    }
}
