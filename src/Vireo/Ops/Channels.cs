namespace Vireo.Ops;

/// <summary>What normalisations per channel (axis 1) share.</summary>
internal static class Channels
{
    /// <summary>Calls <paramref name="visit"/> with every row-major place and its channel.</summary>
    public static void Visit(Shape shape, Action<int, int> visit)
    {
        var inner = 1;
        foreach (var extent in shape.Extents[2..]) inner *= extent;
        for (var i = 0; i < shape.Count; i++) visit(i, i / inner % shape[1]);
    }

    /// <summary>A vector per channel, shaped so that it broadcasts against <paramref name="shape"/>.</summary>
    public static Tensor Spread(Tensor vector, Shape shape)
    {
        var extents = new int[shape.Rank - 1];
        Array.Fill(extents, 1);
        extents[0] = shape[1];
        return vector.Reshape(Shape.Create(extents));
    }

    /// <summary>Whatever has channels as images, for which there are kernels: <c>[N, C, …]</c> to <c>[N, C, 1, …]</c>
    /// with all further axes in one; itself where there are two axes or four.</summary>
    public static Tensor AsImages(Tensor x)
    {
        if (x.Shape.Rank is < 3 or 4) return x;
        var inner = 1;
        foreach (var extent in x.Shape.Extents[2..]) inner *= extent;
        return x.Reshape([x.Shape[0], x.Shape[1], 1, inner]);
    }

    /// <summary>The axes other than that of the channels.</summary>
    public static int[] Others(Shape shape) => [0, .. Enumerable.Range(2, shape.Rank - 2)];

    /// <summary>Checks that there are channels and that all vectors have one number for each.</summary>
    /// <exception cref="ShapeException">They do not fit.</exception>
    public static void Require(string op, TensorSpec x, ReadOnlySpan<(string Name, TensorSpec Spec)> vectors)
    {
        var fits = x.Shape.Rank >= 2;
        foreach (var (_, spec) in vectors) fits = fits && spec == new TensorSpec([x.Shape[1]], x.DType);
        if (fits) return;
        var operands = new List<(string, TensorSpec, string)> { ("x", x, "N, C, …") };
        foreach (var (name, spec) in vectors) operands.Add((name, spec, "C"));
        throw new ShapeException(op, "the operands do not fit.", operands,
            "Every vector needs one number per channel, of the type of x.");
    }
}
