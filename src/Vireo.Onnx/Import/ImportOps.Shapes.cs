using Vireo.Ops;

namespace Vireo.Onnx.Import;

/// <content>Ops that move elements and compute nothing.</content>
internal static partial class ImportOps
{
    private static void AddShapes(Action<string, Func<NodeReader, Tensor>> add)
    {
        add("Flatten", Flatten);
        add("Reshape", Reshape);
        add("Transpose", n => n[0].Transpose(
            n.Integers("perm") ?? [.. Enumerable.Range(0, n[0].Shape.Rank).Reverse()]));
        add("Concat", n => Tensor.Concat(n.Integer("axis", 1), n.Tensors));
        add("Squeeze", Squeeze);
        add("Unsqueeze", Unsqueeze);
        add("Slice", Slice);
        add("Pad", Pad);
        add("Gather", Gather);
        add("Expand", n => n[0].Expand(Shape.Broadcast(n[0].Shape, Shape.Create(n.Known(1).Integers))
            ?? throw n.Bad($"{n[0].Shape} cannot be repeated to [{string.Join(", ", n.Known(1).Integers)}]")));
    }

    private static Tensor Flatten(NodeReader n)
    {
        var x = n[0];
        var axis = n.Integer("axis", 1);
        axis = axis == x.Shape.Rank ? axis : x.Shape.Axis(axis);
        var rows = 1;
        foreach (var extent in x.Shape.Extents[..axis]) rows = checked(rows * extent);
        return x.Reshape([rows, rows == 0 ? 0 : (int)(x.Shape.Count / rows)]);
    }

    private static Tensor Reshape(NodeReader n)
    {
        var (x, wanted) = (n[0], n.Known(1).Integers);
        var zeroIsZero = n.Integer("allowzero", 0) != 0;
        for (var i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] == 0 && !zeroIsZero) wanted[i] = x.Shape[i];
            if (wanted[i] < -1) throw n.Bad($"{wanted[i]} is no extent");
        }

        if (wanted.Count(e => e == -1) > 1) throw n.Bad("more than one extent is left open");
        // The file counts the channels that the model had; a row per image is made of those that are left as well.
        if (n.State.IsPruned && x.Shape.Rank == 4 && wanted is [var rows, > 0 and var columns]
            && columns != x.Shape.Count / x.Shape[0] && (rows == -1 || rows == x.Shape[0]))
        {
            return x.Flatten();
        }

        return x.Reshape(wanted);
    }

    private static Tensor Squeeze(NodeReader n)
    {
        var shape = n[0].Shape;
        var axes = n.IntegersOf(1, "axes")?.Select(a => shape.Axis(a)).ToHashSet();
        int[] left = [.. Enumerable.Range(0, shape.Rank)
            .Where(a => axes is null ? shape[a] != 1 : !axes.Contains(a)).Select(a => shape[a])];
        return n[0].Reshape(left);
    }

    private static Tensor Unsqueeze(NodeReader n)
    {
        var axes = n.IntegersOf(1, "axes") ?? throw n.Bad("it names no axes");
        var rank = n[0].Shape.Rank + axes.Length;
        if (rank > ImportLimits.Axes) throw n.Bad($"{rank} axes are too many");
        var places = axes.Select(a => a < 0 ? a + rank : a).ToHashSet();
        var extents = new Queue<int>(n[0].Shape.Extents.ToArray());
        if (places.Count != axes.Length || places.Any(p => p < 0 || p >= rank)) throw n.Bad("its axes cannot be true");
        return n[0].Reshape([.. Enumerable.Range(0, rank).Select(a => places.Contains(a) ? 1 : extents.Dequeue())]);
    }

    private static Tensor Slice(NodeReader n)
    {
        var starts = n.IntegersOf(1, "starts") ?? throw n.Bad("it names no starts");
        var ends = n.IntegersOf(2, "ends") ?? throw n.Bad("it names no ends");
        var axes = n.IntegersOf(3, "axes") ?? [.. Enumerable.Range(0, starts.Length)];
        var steps = n.Has(4) ? n.Known(4).Integers : [.. starts.Select(_ => 1)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length)
            throw n.Bad("starts, ends, axes and steps are not of one length");
        var x = n[0];
        for (var i = 0; i < axes.Length; i++)
        {
            if (steps[i] < 1) throw n.Bad("slices backwards are not read");
            var axis = x.Shape.Axis(axes[i]);
            var extent = x.Shape[axis];
            int Place(int at) => Math.Clamp(at < 0 ? at + extent : at, 0, extent);
            var (start, end) = (Place(starts[i]), Place(ends[i]));
            x = x.Slice(axis, start, Math.Max(start, end), steps[i]);
        }

        return x;
    }

    private static Tensor[] Split(NodeReader n)
    {
        var axis = n[0].Shape.Axis(n.Integer("axis", 0));
        var parts = n.IntegersOf(1, "split");
        if (parts is not null) return n[0].Split(axis, parts);
        var extent = n[0].Shape[axis];
        var each = (extent + n.Outputs - 1) / Math.Max(1, n.Outputs);
        return n[0].Split(axis,
            [.. Enumerable.Range(0, n.Outputs).Select(i => Math.Clamp(extent - i * each, 0, each))]);
    }

    private static Tensor Pad(NodeReader n)
    {
        if (n.Text("mode", "constant") != "constant") throw n.Bad("other modes than constant are not read");
        var pads = n.IntegersOf(1, "pads") ?? throw n.Bad("it names no pads");
        var (x, value) = (n[0], n.NumberOf(2, "value", 0));
        if (pads.Length != 2 * x.Shape.Rank || n.Has(3)) throw n.Bad("pads are two numbers for every axis");
        for (var axis = 0; axis < x.Shape.Rank; axis++)
            x = x.Pad(axis, pads[axis], pads[axis + pads.Length / 2], value);
        return x;
    }

    private static Tensor Gather(NodeReader n)
    {
        var axis = n[0].Shape.Axis(n.Integer("axis", 0));
        var (index, extent) = (n.Known(1), n[0].Shape[axis]);
        var places = index.Integers.Select(i => i < 0 ? i + extent : i).ToArray();
        if (index.Shape.Rank > 1 || places.Any(p => p < 0 || p >= extent))
            throw n.Bad($"its indices {index.Shape} leave the axis of {extent}, or have several axes");
        var picked = n[0].IndexSelect(axis, Tensor.From(places, [places.Length]));
        if (index.Shape.Rank == 1) return picked;
        var left = picked.Shape.Extents.ToArray().ToList();
        left.RemoveAt(axis);
        return picked.Reshape([.. left]);
    }
}
