namespace Vireo.Ops;

/// <summary>The CTC loss as a graph of primitive ops, step after step: what gradients of gradients are made
/// from.</summary>
internal static class CtcSteps
{
    /// <summary>Stands for the logarithm of nothing: no infinity, whose differences would not be numbers.</summary>
    private const double Never = -1e30;

    /// <summary>Losses <c>[N]</c> for the inputs of <see cref="CtcLoss"/>.</summary>
    public static Tensor Of(CtcLoss op, Tensor[] inputs)
    {
        var (x, lengths) = (inputs[0], inputs[3].Reshape([-1, 1]));
        var (steps, n) = (x.Shape[0], x.Shape[1]);
        var labels = Labels(op, inputs, out var count);
        var places = Tensor.Of(new Iota { Count = count }).Reshape([1, count]);
        var never = Tensor.Full(Never, [n, count], x.DType);
        var zero = Tensor.Full(0, [n, count], x.DType);

        // Places of labels are odd; one may be reached from the label before when they differ.
        var odd = (places.Cast(x.DType) * 0.5).Floor() * 2 < places.Cast(x.DType);
        var same = labels.IsEqualTo(Moved(labels, 2, Tensor.Full(-1, [n, 2], DType.I64)));
        var closed = (places < 2).Cast(x.DType) + (1.0 - odd.Cast(x.DType)) + same.Cast(x.DType) > 0;

        // The way before anything was read: as if it stood before the first place.
        var ways = never;
        for (var t = 0; t < steps; t++)
        {
            var logs = x.Slice(0, t, t + 1).Reshape([n, x.Shape[2]]).Gather(1, labels);
            var next = t == 0
                ? (places < 2).Where(zero, never)
                : LogAdd(ways, Moved(ways, 1, never.Slice(1, 0, 1)), closed.Where(
                    never, Moved(ways, 2, Tensor.Full(Never, [n, 2], x.DType))));
            var isInside = inputs[2].Reshape([n, 1]).IsGreaterThan(Tensor.Scalar(t, DType.I64));
            ways = isInside.Where(next + logs, ways);
        }

        var last = lengths + lengths;
        var ends = (places > last).Cast(x.DType) + (places < last - 1).Cast(x.DType) > 0;
        var total = ends.Where(never, ways).LogSumExp([1]);
        var isHopeless = total < Never / 2;
        return isHopeless.Where(Tensor.Scalar(op.ZeroInfinity ? 0 : double.PositiveInfinity, x.DType), -total);
    }

    /// <summary>Labels with blanks between, <c>[N, count]</c>.</summary>
    private static Tensor Labels(CtcLoss op, Tensor[] inputs, out int count)
    {
        var targets = inputs[1];
        var n = inputs[0].Shape[1];
        var room = targets.Shape[^1];
        count = 2 * room + 1;
        if (targets.Shape.Rank == 1)
        {
            var before = inputs[3].Reshape([1, n]).Expand([n, n]);
            var rows = Tensor.Of(new Iota { Count = n });
            var isBefore = rows.Reshape([1, n]) < rows.Reshape([n, 1]);
            var first = isBefore.Where(before, Tensor.Full(0, [n, n], DType.I64)).Sum([1], keepAxes: true);
            var last = Tensor.Full(Math.Max(0, room - 1), [n, room], DType.I64);
            var at = Tensor.Of(new Minimum(), first + Tensor.Of(new Iota { Count = room }).Reshape([1, room]), last);
            targets = targets.Reshape([1, room]).Expand([n, room]).Gather(1, at);
        }

        var blanks = Tensor.Full(op.Blank, [n, room, 1], DType.I64);
        var pairs = Tensor.Concat(2, blanks, targets.Reshape([n, room, 1])).Reshape([n, 2 * room]);
        return Tensor.Concat(1, pairs, Tensor.Full(op.Blank, [n, 1], DType.I64));
    }

    /// <summary>Moved to the right, with something in front.</summary>
    private static Tensor Moved(Tensor x, int by, Tensor front) => x.Shape[1] <= by
        ? front.Slice(1, 0, x.Shape[1])
        : Tensor.Concat(1, front, x.Slice(1, 0, x.Shape[1] - by));

    private static Tensor LogAdd(Tensor a, Tensor b, Tensor c)
    {
        Shape column = [a.Shape[0], a.Shape[1], 1];
        return Tensor.Concat(2, a.Reshape(column), b.Reshape(column), c.Reshape(column)).LogSumExp([2]);
    }
}
