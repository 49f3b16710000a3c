namespace Vireo.Ops;

/// <summary>The gradient of <see cref="GridSample"/> written out in primitive ops, whose gradients are known: what
/// gradients of gradients go through. Slow, and seldom wanted.</summary>
internal static class GridSampleParts
{
    /// <summary>dx and dgrid from dy, x and grid.</summary>
    public static Tensor[] Backward(GridSample rule, IReadOnlyList<Tensor> inputs)
    {
        var (s, o) = (inputs[1].Shape, inputs[0].Shape);
        var points = o[2] * o[3];
        var (dy, image) = (inputs[0].Reshape([s[0], s[1], points]), inputs[1].Reshape([s[0], s[1], s[2] * s[3]]));
        var places = inputs[2].Reshape([s[0], points, 2]);
        Tensor Axis(int i) => places.Slice(2, i, i + 1).Reshape([s[0], 1, points]);
        var (columns, rows) = (Taps(rule, Axis(0), s[3]), Taps(rule, Axis(1), s[2]));
        Tensor dx = Tensor.Full(0, image.Shape, dy.DType), across = Tensor.Full(0, [s[0], 1, points], dy.DType);
        var down = across;
        foreach (var row in rows)
        {
            foreach (var column in columns)
            {
                var index = (row.Place * s[3] + column.Place).Expand([s[0], s[1], points]);
                var share = dy * (row.Weight * column.Weight);
                dx += Tensor.Of(new ScatterAdd { Axis = 2, Extent = s[2] * s[3] }, share, index);
                var seen = (dy * image.Gather(2, index)).Sum([1], keepAxes: true);
                across += row.Weight * column.Slope * seen;
                down += row.Slope * column.Weight * seen;
            }
        }

        var shape = new[] { s[0], points, 1 };
        var dgrid = Tensor.Concat(2, across.Reshape(shape), down.Reshape(shape));
        return [dx.Reshape(s), dgrid.Reshape(inputs[2].Shape)];
    }

    /// <summary>Pixels, shares and their slopes as functions of places; pixels outside have no share.</summary>
    private static List<(Tensor Place, Tensor Weight, Tensor Slope)> Taps(GridSample rule, Tensor place, int extent)
    {
        var rate = (rule.AlignCorners ? extent - 1 : extent) / 2.0;
        var x = (place + 1) * rate - (rule.AlignCorners ? 0 : 0.5);
        var isCubic = rule.Mode == ResizeMode.Cubic;
        var (bounded, sign) = isCubic ? (x, Ones(x)) : Bounded(rule, x, extent);
        var first = (rule.Mode == ResizeMode.Nearest ? (bounded + 0.5).Floor() : bounded.Floor()).Detach();
        var taps = new List<(Tensor, Tensor, Tensor)>();
        var (from, to) = rule.Mode switch
        {
            ResizeMode.Nearest => (0, 0), ResizeMode.Linear => (0, 1), _ => (-1, 2),
        };
        for (var i = from; i <= to; i++)
        {
            var (weight, slope) = rule.Mode switch
            {
                ResizeMode.Nearest => (Ones(x), x * 0),
                ResizeMode.Linear => i == 0
                    ? (1 - (bounded - first), sign * -rate)
                    : (bounded - first, sign * rate),
                _ => Cubic(x - first - i, rate),
            };
            var pixel = first + i;
            if (isCubic) pixel = Bounded(rule, pixel, extent).Place.Detach();
            var inside = pixel.Clamp(0, extent - 1);
            var mask = inside.IsEqualTo(pixel).Cast(x.DType);
            taps.Add((inside.Cast(DType.I64), weight * mask, slope * mask));
        }

        return taps;
    }

    private static Tensor Ones(Tensor x) => Tensor.Full(1, x.Shape, x.DType);

    private static (Tensor Weight, Tensor Slope) Cubic(Tensor offset, double rate)
    {
        const double a = -0.75;
        var d = offset.Abs();
        var near = ((d * (a + 2) - (a + 3)) * d * d + 1, (d * (3 * (a + 2)) - 2 * (a + 3)) * d);
        var far = ((((d - 5) * d + 8) * d - 4) * a, ((d * 3 - 10) * d + 8) * a);
        var isFar = d > 1;
        return (isFar.Where(far.Item1, near.Item1), isFar.Where(far.Item2, near.Item2) * offset.Sign().Detach() * rate);
    }

    private static (Tensor Place, Tensor Sign) Bounded(GridSample rule, Tensor x, int extent)
    {
        if (rule.Padding == GridPadding.Zeros) return (x, Ones(x));
        var sign = Ones(x);
        if (rule.Padding == GridPadding.Reflection)
        {
            var (low, span) = rule.AlignCorners ? (0.0, extent - 1.0) : (-0.5, extent);
            if (span == 0) return (x * 0, x * 0);
            var turns = ((x - low) / (2 * span) + 0.5).Floor().Detach();
            var rest = x - low - turns * (2 * span);
            sign = rest.Sign().Detach();
            x = rest.Abs() + low;
        }

        var inside = (x > 0).Where((x < extent - 1).Cast(x.DType), x * 0).Detach();
        return (x.Clamp(0, extent - 1), sign * inside);
    }
}
