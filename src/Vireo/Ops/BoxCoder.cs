namespace Vireo.Ops;

/// <summary>Boxes as offsets from anchors: <c>tx = wx (cx - ax) / aw</c>, <c>tw = ww ln(w / aw)</c>, and the same for
/// y and h, where a is the anchor; and back again.</summary>
/// <remarks>Girshick et al. 2014, "R-CNN", arXiv:1311.2524, appendix C.</remarks>
public sealed record BoxCoder
{
    /// <summary>Weight of the offset in x.</summary>
    public double X { get; init; } = 1;

    /// <summary>Weight of the offset in y.</summary>
    public double Y { get; init; } = 1;

    /// <summary>Weight of the width's logarithm.</summary>
    public double Width { get; init; } = 1;

    /// <summary>Weight of the height's logarithm.</summary>
    public double Height { get; init; } = 1;

    /// <summary>The most that a width's or height's logarithm may grow when codes are decoded: a box of a thousand
    /// pixels from an anchor of sixteen.</summary>
    public double MostGrowth { get; init; } = Math.Log(1000.0 / 16);

    /// <summary>Codes of boxes for their anchors.</summary>
    /// <param name="boxes">Corners <c>[…, 4]</c>.</param>
    /// <param name="anchors">Corners <c>[…, 4]</c>, one for each box or such that they broadcast.</param>
    /// <returns>Codes <c>[…, 4]</c>: tx, ty, tw, th.</returns>
    /// <exception cref="ShapeException">A last axis is not four numbers, or they do not broadcast.</exception>
    public Tensor Encode(Tensor boxes, Tensor anchors)
    {
        ArgumentNullException.ThrowIfNull(boxes);
        ArgumentNullException.ThrowIfNull(anchors);
        var (b, a) = (BoxParts.Of("box_coder", boxes), BoxParts.Of("box_coder", anchors));
        return new BoxParts(
            (b.X1 + b.W * 0.5 - (a.X1 + a.W * 0.5)) / a.W * X, (b.Y1 + b.H * 0.5 - (a.Y1 + a.H * 0.5)) / a.H * Y,
            (b.W / a.W).Log() * Width, (b.H / a.H).Log() * Height).Join();
    }

    /// <summary>Boxes from their codes.</summary>
    /// <param name="codes">Codes <c>[N, 4]</c>, or <c>[N, K · 4]</c> with K codes for each anchor, or any that
    /// broadcast <c>[…, 4]</c>.</param>
    /// <param name="anchors">Corners <c>[N, 4]</c>.</param>
    /// <returns>Corners of the shape of the codes.</returns>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public Tensor Decode(Tensor codes, Tensor anchors)
    {
        ArgumentNullException.ThrowIfNull(codes);
        ArgumentNullException.ThrowIfNull(anchors);
        if (codes.Shape.Rank == 2 && codes.Shape[1] != 4 && codes.Shape[1] % 4 == 0 && anchors.Shape.Rank == 2)
        {
            var (n, k) = (codes.Shape[0], codes.Shape[1] / 4);
            return Decode(codes.Reshape([n, k, 4]), anchors.Reshape([anchors.Shape[0], 1, anchors.Shape[1]]))
                .Reshape([n, k * 4]);
        }

        var (t, a) = (BoxParts.Of("box_coder", codes), BoxParts.Of("box_coder", anchors));
        var (x, y) = (t.X1 / X * a.W + (a.X1 + a.W * 0.5), t.Y1 / Y * a.H + (a.Y1 + a.H * 0.5));
        var halfW = (t.X2 / Width).Clamp(double.NegativeInfinity, MostGrowth).Exp() * a.W * 0.5;
        var halfH = (t.Y2 / Height).Clamp(double.NegativeInfinity, MostGrowth).Exp() * a.H * 0.5;
        return new BoxParts(x - halfW, y - halfH, x + halfW, y + halfH).Join();
    }
}
