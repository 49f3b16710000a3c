using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Moves elements along axes; what leaves an axis comes in at its other end:
/// <c>y[(i + shift) mod extent] = x[i]</c>.</summary>
public sealed record Roll : Op
{
    /// <summary>The axes, from zero on, each once.</summary>
    public required IntList Axes { get; init; }

    /// <summary>How far each axis is moved, from zero to less than its extent.</summary>
    public required IntList Shifts { get; init; }

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Follow;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        RequireAxes(inputs, [.. Axes]);
        return [inputs[0]];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var shape = x[0].Shape;
        var strides = shape.RowMajorStrides();
        for (var i = 0L; i < x[0].Data.Length; i++)
        {
            var target = i;
            for (var k = 0; k < Axes.Count; k++)
            {
                var (step, extent) = (strides[Axes[k]], shape[Axes[k]]);
                var place = i / step % extent;
                target += ((place + Shifts[k]) % extent - place) * step;
            }

            y[0].Data[target] = x[0].Data[i];
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0]?.Roll([.. Shifts.Select(s => -s)], Axes.Items)];

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        var y = x[0];
        for (var k = 0; k < Axes.Count; k++)
        {
            var (axis, extent) = (Axes[k], node.Inputs[0].Shape[Axes[k]]);
            string Part(int from, int to) => graph.Add(
                "Slice", [y, graph.Integers(from), graph.Integers(to), graph.Integers(axis)]);
            var cut = extent - Shifts[k];
            y = graph.Add("Concat", [Part(cut, extent), Part(0, cut)], ("axis", axis));
        }

        return [y];
    }
}

/// <summary>The fluent forms of <see cref="Ops.Roll"/>.</summary>
public static class RollOp
{
    extension(Tensor x)
    {
        /// <summary>Moves elements along axes, shift by shift; what leaves an axis comes in at its other end. Shifts
        /// may be negative or more than an extent, axes may repeat, negative ones count from the end.</summary>
        /// <exception cref="ArgumentException">There are not as many shifts as axes.</exception>
        public Tensor Roll(ReadOnlySpan<int> shifts, ReadOnlySpan<int> axes)
        {
            if (shifts.Length != axes.Length)
            {
                throw new ArgumentException($"roll: {shifts.Length} shifts for {axes.Length} axes; give one for each.");
            }

            var moves = new SortedDictionary<int, int>();
            for (var i = 0; i < axes.Length; i++)
            {
                var axis = x.Shape.Axis(axes[i]);
                var extent = Math.Max(1, x.Shape[axis]);
                var shift = (moves.GetValueOrDefault(axis) + (long)shifts[i]) % extent;
                moves[axis] = (int)(shift < 0 ? shift + extent : shift);
            }

            int[] moved = [.. moves.Where(m => m.Value != 0).Select(m => m.Key)];
            return moved.Length == 0
                ? x
                : Tensor.Of(new Roll { Axes = [.. moved], Shifts = [.. moved.Select(a => moves[a])] }, x);
        }

        /// <summary>Moves all elements, as one row: <c>y[(i + shift) mod count] = x[i]</c>, counted
        /// row-major.</summary>
        public Tensor Roll(int shift) =>
            x.Reshape([checked((int)x.Shape.Count)]).Roll([shift], [0]).Reshape(x.Shape);
    }
}
