using Vireo.Ops;

namespace Vireo.Tests.Graph;

/// <summary>Draws graphs of ops over small images. Numbers are small multiples of powers of two and ops are such that
/// results are the same in whatever order they are rounded, so that fused and unfused results are equal to the bit.</summary>
internal sealed class RandomGraph
{
    private static readonly Shape s_full = [2, 3, 4, 5];
    private static readonly Shape[] s_shapes = [s_full, s_full, [1, 3, 1, 1], [5], [], [4, 1], [2, 1, 4, 5], [3, 1, 1]];
    private static readonly DType[] s_types = [DType.F32, DType.F64, DType.I32, DType.I64, DType.Bool, DType.BF16];
    private readonly Rng _rng;
    private readonly List<Tensor> _pool = [];

    public RandomGraph(ulong seed, int leaves = 5)
    {
        _rng = new Rng(seed);
        for (var i = 0; i < leaves; i++) _pool.Add(Leaf(s_shapes[_rng.Below(s_shapes.Length)]));
        _pool.Add(Leaf(s_full));
    }

    public IReadOnlyList<Tensor> Pool => _pool;

    /// <summary>Data, half of the images channels-last, sometimes of another type.</summary>
    public Tensor Leaf(Shape shape)
    {
        var values = new float[shape.Count];
        foreach (ref var value in values.AsSpan()) value = _rng.Below(33) / 4f - 4;
        var leaf = shape.Rank == 4 && _rng.Below(2) == 0
            ? Tensor.FromChannelsLast<float>(values, shape)
            : Tensor.From(values, shape);
        return _rng.Below(6) switch
        {
            0 => Known(leaf.Cast(DType.F64)),
            1 => Known(leaf.Cast(DType.I32)),
            _ => leaf,
        };
    }

    /// <summary>Adds elementwise nodes.</summary>
    public void GrowElementwise(int nodes)
    {
        for (var i = 0; i < nodes; i++) _pool.Add(Elementwise());
    }

    /// <summary>Adds nodes of all sorts: those that move, reduce and join elements between elementwise ones.</summary>
    public void GrowMixed(int nodes)
    {
        for (var i = 0; i < nodes; i++) _pool.Add(_rng.Below(3) == 0 ? Structural() : Elementwise());
    }

    /// <summary>Some of the last nodes and one of the others.</summary>
    public Tensor[] Outputs(int count)
    {
        var outputs = new List<Tensor> { _pool[^1] };
        while (outputs.Count < count) outputs.Add(_pool[_rng.Below(_pool.Count)]);
        return [.. outputs.Distinct()];
    }

    private static Tensor Known(Tensor tensor)
    {
        tensor.Evaluate();
        return tensor;
    }

    private Tensor Any() => _pool[Math.Max(_rng.Below(_pool.Count), _rng.Below(_pool.Count))];

    private Tensor Number(DType type) => Tensor.Scalar(_rng.Below(9) / 2.0 - 2, type);

    private Tensor Elementwise()
    {
        var a = Any();
        var b = _rng.Below(4) == 0 ? Number(DType.F32) : Any();
        if (Shape.Broadcast(a.Shape, b.Shape) is null) b = Number(DType.F32);
        var type = a.DType == DType.Bool ? DType.F32 : a.DType;
        (a, b) = (Small(a.Cast(type)), Small(b.Cast(type)));
        return _rng.Below(13) switch
        {
            0 => a + b,
            1 => a - b,
            2 => b - a,
            3 => a * b,
            4 => a.Max(b),
            5 => a.Min(b),
            6 => (a > b).Where(a, b),
            7 => a.IsEqualTo(b),
            8 => a.Relu(),
            9 => a.Clamp(-1.5, 2),
            10 => (a / 3).Cast(_rng.Below(2) == 0 ? DType.F32 : DType.F64),
            11 => a.Cast(s_types[_rng.Below(s_types.Length)]),
            _ => a.IsAtLeast(b),
        };
    }

    /// <summary>Keeps products from growing; exact in every type.</summary>
    private Tensor Small(Tensor x) => _rng.Below(3) == 0 ? x.Clamp(-8, 8) : x;

    private Tensor Structural()
    {
        var image = Any();
        if (image.Shape != s_full || image.DType is not (DType.F32 or DType.F64))
        {
            image = Tensor.Full(_rng.Below(5), s_full) + (image.Shape.Rank == 0 ? image.Cast(DType.F32) : Number(DType.F32));
        }

        // Quarters below eight, so that sums of them are exact in single precision.
        image = ((image.Clamp(-8, 8) * 4).Floor() / 4).Cast(image.DType);
        return _rng.Below(12) switch
        {
            0 => Convolution(image, 1),
            1 => Convolution(image, 3),
            2 => image.Transpose(0, 1, 3, 2).Reshape(s_full),
            3 => image.Reshape([3, 2, 5, 4]).Transpose(1, 0, 3, 2),
            4 => ConcatOp.Concat(1, image.Slice(1, 1, 3), image.Slice(1, 0, 1)),
            5 => ConcatOp.Concat(3, image.Slice(3, 0, 5, 2), image.Slice(3, 1, 3)),
            6 => image.Sum([1], keepAxes: true),
            7 => image.Sum([0, 2, 3], keepAxes: true),
            8 => image.Max(-image).MaxPool2d(3, new(1, 1)),
            9 => image.Sum([0, 2, 3]).Reshape([1, 3, 1, 1]),
            10 => image.AveragePool2d(2, new(2)).Sum([2, 3]).Reshape([2, 3, 1, 1]) + image,
            _ => image.Reshape([2, 12, 5]).Reshape(s_full),
        };
    }

    private Tensor Convolution(Tensor x, int kernel)
    {
        var weights = new double[3 * 3 * kernel * kernel];
        foreach (ref var weight in weights.AsSpan()) weight = _rng.Below(5) - 2;
        return x.Conv2d(Tensor.From(weights, [3, 3, kernel, kernel]).Cast(x.DType), null, new(1, kernel / 2));
    }

}
