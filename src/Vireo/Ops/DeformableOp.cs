using Vireo.Kernels;

namespace Vireo.Ops;

/// <summary>What deformable convolution and its gradients share: a window whose taps are moved, for every place by
/// numbers of its own. Offsets <c>[N, 2 · OffsetGroups · kH · kW, oH, oW]</c> hold for each group of channels and each
/// tap first the move in y, then that in x, in pixels; a mask <c>[N, OffsetGroups · kH · kW, oH, oW]</c> holds factors
/// of the samples. Samples are bilinear; pixels outside the image are zero.</summary>
public abstract record DeformableOp : Op
{
    /// <summary>Window height.</summary>
    public required int KH { get; init; }

    /// <summary>Window width.</summary>
    public required int KW { get; init; }

    /// <summary>Stride, padding, dilation.</summary>
    public Window2d Window { get; init; } = new();

    /// <summary>Blocks of channels with offsets of their own.</summary>
    public int OffsetGroups { get; init; } = 1;

    /// <summary>Whether there is a mask.</summary>
    public bool HasMask { get; init; }

    /// <inheritdoc/>
    public sealed override LayoutRule Layouts => LayoutRule.Images;

    /// <summary>All extents for images of a shape, of a convolution that leaves the channels as many as they
    /// are.</summary>
    internal Conv2dGeometry Geometry(Shape x) => new()
    {
        N = x[0], C = x[1], H = x[2], W = x[3], O = x[1], KH = KH, KW = KW,
        StrideH = Window.StrideH, StrideW = Window.StrideW, DilationH = Window.DilationH, DilationW = Window.DilationW,
        PadTop = Window.PadTop, PadLeft = Window.PadLeft, PadBottom = Window.PadBottom, PadRight = Window.PadRight,
    };

    /// <summary>Throws unless images, offsets and mask fit.</summary>
    /// <exception cref="ShapeException">They do not.</exception>
    private protected void RequireOffsets(TensorSpec x, TensorSpec offsets, TensorSpec? mask)
    {
        if (x.Shape.Rank != 4 || offsets.Shape.Rank != 4)
        {
            throw Misfit(x, offsets, mask, "images and offsets must have four axes.",
                "Add the missing ones by Reshape.");
        }

        if (OffsetGroups < 1 || x.Shape[1] % OffsetGroups != 0)
        {
            throw Misfit(x, offsets, mask, $"{x.Shape[1]} channels cannot be cut into {OffsetGroups} offset groups.",
                "Choose a divisor of the channels.");
        }

        var g = Geometry(x.Shape);
        if (g.OH <= 0 || g.OW <= 0)
        {
            throw Misfit(x, offsets, mask, $"a {KH} x {KW} kernel is larger than the padded image.",
                "Use larger images, more padding or a smaller kernel.");
        }

        Shape wanted = [g.N, OffsetGroups * KH * KW, g.OH, g.OW];
        if (offsets.Shape != wanted.With(1, 2 * wanted[1]) || offsets.DType != x.DType)
        {
            throw Misfit(x, offsets, mask, "the offsets do not fit.",
                $"They must be {x.DType}{wanted.With(1, 2 * wanted[1])}: y and x for each group and tap.");
        }

        if (mask is { } m && (m.Shape != wanted || m.DType != x.DType))
        {
            throw Misfit(x, offsets, mask, "the mask does not fit.",
                $"It must be {x.DType}{wanted}: one factor for each group and tap.");
        }
    }

    private ShapeException Misfit(TensorSpec x, TensorSpec offsets, TensorSpec? mask, string problem, string fix)
    {
        var operands = new List<(string, TensorSpec, string)>
        {
            ("input", x, "N, C, H, W"), ("offsets", offsets, "N, 2 · groups · kH · kW, oH, oW"),
        };
        if (mask is { } m) operands.Add(("mask", m, "N, groups · kH · kW, oH, oW"));
        return new(Name, problem, operands, fix);
    }
}
