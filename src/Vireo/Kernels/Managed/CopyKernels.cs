using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Maps the ops that only move elements to strided copies.</summary>
internal static class CopyKernels
{
    public static Kernel? TryCreate(Op op, Operand[] inputs, Operand[] outputs)
    {
        switch (op)
        {
            case Reorder:
                return Create(outputs[0], inputs[0].Strides(), outputs[0].Strides(), 0, 0, outputs[0].Shape);
            case Transpose transpose:
                var from = inputs[0].Strides();
                long[] turned = [.. transpose.Order.Select(axis => from[axis])];
                return Create(outputs[0], turned, outputs[0].Strides(), 0, 0, outputs[0].Shape);
            case Slice slice:
                var (sliced, start) = Window(inputs[0], slice.Axis, slice.Start, slice.Step);
                return Create(outputs[0], sliced, outputs[0].Strides(), start, 0, outputs[0].Shape);
            case Unslice unslice:
                var (target, first) = Window(outputs[0], unslice.Axis, unslice.Start, unslice.Step);
                return Create(outputs[0], inputs[0].Strides(), target, 0, first, inputs[0].Shape, clear: true);
            case Flip flip:
                var (mirrored, last) = Mirrored(inputs[0], flip.Axes);
                return Create(outputs[0], mirrored, outputs[0].Strides(), last, 0, outputs[0].Shape);
            case Roll roll:
                return Rolled(roll, inputs[0], outputs[0]);
            case Concat concat:
                return Join(concat.Axis, inputs, outputs[0]);
            default:
                return null;
        }
    }

    private static (long[] Strides, long Offset) Window(Operand operand, int axis, int start, int step)
    {
        var strides = operand.Strides();
        var offset = start * strides[axis];
        strides[axis] *= step;
        return (strides, offset);
    }

    private static (long[] Strides, long Offset) Mirrored(Operand operand, IntList axes)
    {
        var strides = operand.Strides();
        var offset = 0L;
        foreach (var axis in axes)
        {
            offset += Math.Max(0, operand.Shape[axis] - 1) * strides[axis];
            strides[axis] = -strides[axis];
        }

        return (strides, offset);
    }

    /// <summary>Every axis is cut in two, and the pieces change places.</summary>
    private static Kernel Rolled(Roll roll, Operand x, Operand y)
    {
        var (from, to) = (x.Strides(), y.Strides());
        var parts = new List<(int[] Extents, long[], long[], long From, long To)>
        {
            (x.Shape.Extents.ToArray(), from, to, 0, 0),
        };
        for (var i = 0; i < roll.Axes.Count; i++)
        {
            var (axis, shift) = (roll.Axes[i], roll.Shifts[i]);
            foreach (var part in parts.ToArray())
            {
                parts.Remove(part);
                var (front, back) = (part.Extents.ToArray(), part.Extents.ToArray());
                (front[axis], back[axis]) = (part.Extents[axis] - shift, shift);
                parts.Add((front, from, to, part.From, part.To + shift * to[axis]));
                parts.Add((back, from, to, part.From + front[axis] * from[axis], part.To));
            }
        }

        return OfSize(y.DType.Size, parts, clear: false);
    }

    private static Kernel Create(
        Operand output, long[] from, long[] to, long fromOffset, long toOffset, Shape extents, bool clear = false)
    {
        var part = (Extents: extents.Extents.ToArray(), from, to, fromOffset, toOffset);
        return OfSize(output.DType.Size, [part], clear);
    }

    private static Kernel Join(int axis, Operand[] inputs, Operand output)
    {
        var strides = output.Strides();
        var parts = new List<(int[], long[], long[], long, long)>();
        var start = 0L;
        foreach (var input in inputs)
        {
            parts.Add((input.Shape.Extents.ToArray(), input.Strides(), strides, 0, start * strides[axis]));
            start += input.Shape[axis];
        }

        return OfSize(output.DType.Size, parts, clear: false);
    }

    private static Kernel OfSize(
        int bytes, IEnumerable<(int[] Extents, long[] From, long[] To, long FromOffset, long ToOffset)> parts,
        bool clear) => bytes switch
        {
            1 => Make<byte>(parts, clear),
            2 => Make<ushort>(parts, clear),
            4 => Make<uint>(parts, clear),
            _ => Make<ulong>(parts, clear),
        };

    private static StridedCopyKernel<T> Make<T>(
        IEnumerable<(int[] Extents, long[] From, long[] To, long FromOffset, long ToOffset)> parts, bool clear)
        where T : unmanaged =>
        new(parts.Select(p => new StridedCopyKernel<T>.Part(p.Extents, p.From, p.To, p.FromOffset, p.ToOffset)), clear);
}
