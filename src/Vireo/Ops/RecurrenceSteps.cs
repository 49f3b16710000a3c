namespace Vireo.Ops;

/// <summary>A recurrent layer as a graph of primitive ops, step after step: what gradients of gradients are made
/// from.</summary>
internal static class RecurrenceSteps
{
    /// <summary>The outputs of a recurrence for its inputs.</summary>
    public static Tensor[] Of(Recurrence op, Tensor[] x)
    {
        var (steps, n, width) = (x[0].Shape[0], x[0].Shape[1], x[2].Shape[1]);
        var h = x[5];
        var c = op.HasCell ? x[6] : null;
        var lengths = op.HasLengths ? x[op.States].Reshape([n, 1]) : null;
        var zero = Tensor.Full(0, [n, width], h.DType);
        var all = new Tensor[steps];
        for (var s = 0; s < steps; s++)
        {
            var t = op.Reverse ? steps - 1 - s : s;
            var a = x[0].Slice(0, t, t + 1).Reshape([n, x[0].Shape[2]]).Linear(x[1], x[3]);
            var (nextH, nextC) = Step(op.Cell, a, h.Linear(x[2], x[4]), h, c);

            // In reverse, what lies past the end comes first and must leave the states as they are.
            var isInside = lengths?.IsGreaterThan(Tensor.Scalar(t, DType.I64));
            all[t] = (isInside is null ? nextH : isInside.Where(nextH, zero)).Reshape([1, n, width]);
            h = isInside is null ? nextH : isInside.Where(nextH, h);
            if (nextC is not null && c is not null) c = isInside is null ? nextC : isInside.Where(nextC, c);
        }

        var y = steps == 0 ? Tensor.Full(0, [0, n, width], h.DType) : Tensor.Concat(0, all);
        return c is null ? [y, h] : [y, h, c];
    }

    /// <summary>One step from the sides of input and state; see <see cref="RecurrentCell"/>.</summary>
    public static (Tensor H, Tensor? C) Step(RecurrentCell cell, Tensor a, Tensor r, Tensor h, Tensor? c)
    {
        var width = h.Shape[-1];
        Tensor Part(Tensor x, int gate) => x.Slice(-1, gate * width, (gate + 1) * width);
        if (cell == RecurrentCell.Gru)
        {
            var (reset, update) = ((Part(a, 0) + Part(r, 0)).Sigmoid(), (Part(a, 1) + Part(r, 1)).Sigmoid());
            var candidate = (Part(a, 2) + reset * Part(r, 2)).Tanh();
            return (candidate + update * (h - candidate), null);
        }

        var both = a + r;
        if (cell != RecurrentCell.Lstm || c is null)
        {
            return (cell == RecurrentCell.Relu ? both.Relu() : both.Tanh(), null);
        }

        var next = Part(both, 1).Sigmoid() * c + Part(both, 0).Sigmoid() * Part(both, 2).Tanh();
        return (Part(both, 3).Sigmoid() * next.Tanh(), next);
    }
}
