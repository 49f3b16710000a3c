using Vireo.Kernels;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>A window that moves over images <c>[N, C, H, W]</c> and gives one number per place and channel.</summary>
public abstract record Pool2dOp : Op
{
    /// <summary>Window height.</summary>
    public required int KH { get; init; }

    /// <summary>Window width.</summary>
    public required int KW { get; init; }

    /// <summary>Stride, padding, dilation.</summary>
    public Window2d Window { get; init; } = new();

    /// <summary>Whether windows may hang over the far border, as long as they start inside the image or its near
    /// padding.</summary>
    public bool CeilMode { get; init; }

    /// <inheritdoc/>
    public sealed override LayoutRule Layouts => LayoutRule.Images;

    /// <summary>All extents for an input shape.</summary>
    public Pool2dGeometry Geometry(Shape x) => new()
    {
        N = x[0], C = x[1], H = x[2], W = x[3], KH = KH, KW = KW,
        StrideH = Window.StrideH, StrideW = Window.StrideW, DilationH = Window.DilationH, DilationW = Window.DilationW,
        PadTop = Window.PadTop, PadLeft = Window.PadLeft, PadBottom = Window.PadBottom, PadRight = Window.PadRight,
        OH = Extent(x[2], KH, Window.StrideH, Window.PadTop, Window.PadBottom, Window.DilationH),
        OW = Extent(x[3], KW, Window.StrideW, Window.PadLeft, Window.PadRight, Window.DilationW),
    };

    /// <summary>The shape of the result.</summary>
    /// <exception cref="ShapeException">There are not four axes, or the window is larger than the padded
    /// image.</exception>
    protected Shape Pooled(TensorSpec x)
    {
        if (x.Shape.Rank != 4)
        {
            throw new ShapeException(Name, "images have four axes.", [("x", x, "N, C, H, W")], "Add the missing axes.");
        }

        var g = Geometry(x.Shape);
        return g.OH > 0 && g.OW > 0
            ? [g.N, g.C, g.OH, g.OW]
            : throw new ShapeException(Name, $"a {KH} x {KW} window is larger than the padded image.",
                [("x", x, "N, C, H, W")], "Use larger images, more padding or a smaller window.");
    }

    private int Extent(int size, int kernel, int stride, int before, int after, int dilation)
    {
        var room = size + before + after - dilation * (kernel - 1) - 1;
        if (room < 0) return 0;
        var extent = (CeilMode ? (room + stride - 1) / stride : room / stride) + 1;
        return CeilMode && (extent - 1) * stride >= size + before ? extent - 1 : extent;
    }

    /// <summary>The window as ONNX attributes. In ceil mode what hangs over images of that shape is written as padding:
    /// runtimes do not agree on what <c>ceil_mode</c> means. Otherwise images of any size have the same.</summary>
    /// <param name="images">The images before padding.</param>
    /// <param name="isPadded">Whether a node in front adds the padding already.</param>
    private protected OnnxAttribute[] OnnxWindow(Shape images, bool isPadded = false)
    {
        var (g, w) = (Geometry(images), Window);
        var (height, width) = (images[2] + w.PadTop, images[3] + w.PadLeft);
        if (isPadded)
        {
            (height, width) = (height + w.PadBottom, width + w.PadRight);
            w = w with { PadTop = 0, PadLeft = 0, PadBottom = 0, PadRight = 0 };
        }

        // Runtimes refuse padding that a window may lie in as a whole.
        if (!CeilMode && w.PadBottom < KH && w.PadRight < KW) return w.Onnx(KH, KW);

        return (w with
        {
            PadBottom = Math.Max((g.OH - 1) * g.StrideH + g.DilationH * (KH - 1) + 1 - height, 0),
            PadRight = Math.Max((g.OW - 1) * g.StrideW + g.DilationW * (KW - 1) + 1 - width, 0),
        }).Onnx(KH, KW);
    }
}
