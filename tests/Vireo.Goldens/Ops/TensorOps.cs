using System.Globalization;
using System.Text.RegularExpressions;
using Vireo.Ops;

namespace Vireo.Goldens.Ops;

/// <summary>Arithmetic with broadcasting, reductions, and what moves elements.</summary>
internal static partial class TensorOps
{
    /// <summary>The ops by name.</summary>
    public static IEnumerable<(string Name, Func<OpCall, Outputs> Build)> Table =>
    [
        ("add", c => c[0] + c[1] * c.Number("alpha", 1)), ("sub", c => c[0] - c[1] * c.Number("alpha", 1)),
        ("mul", c => c[0] * c[1]), ("div", c => c[0] / c[1]), ("maximum", c => c[0].Max(c[1])),
        ("minimum", c => c[0].Min(c[1])), ("where", c => c[0].Where(c[1], c[2])),
        ("lerp", c => c[0] + (c[1] - c[0]) * c.Number("weight", 0)),
        ("pow", c => c[0].Power(c.Number("exponent", 1))),
        ("sum", c => c[0].Sum(c.Ints("dim"), c.Flag("keepdim", false))),
        ("mean", c => c[0].Mean(c.Ints("dim"), c.Flag("keepdim", false))),
        ("amax", c => c[0].ReduceMax(c.Ints("dim"), c.Flag("keepdim", false))),
        ("amin", c => c[0].ReduceMin(c.Ints("dim"), c.Flag("keepdim", false))),
        ("var", Variance), ("std", c => Variance(c)[0].Value.Sqrt()), ("norm", Norm),
        ("argmax", ArgMax), ("transpose", Transpose), ("permute", c => c[0].Transpose(c.Ints("dims"))),
        ("tril", c => Triangle(c, lower: true)), ("triu", c => Triangle(c, lower: false)),
        ("slice", c => Sliced(c[0], c.Text("slices", ""))), ("expand", Expand),
        ("roll", Roll), ("split", Split), ("chunk", Chunk),
        ("cat", c => ConcatOp.Concat(c[0].Shape.Axis(c.Int("dim", 0)), All(c))),
        ("gather", c => Gather(c[0], c.Int("dim", 0), c[1])), ("scatter_add", ScatterAdd),
        ("index_select", c => Select(c[0], c.Int("dim", 0), c[1])), ("embedding", Embedding),
        ("one_hot", c => c[0].OneHot(c.Int("num_classes", 0), DType.I64)), ("linspace", Linspace),
    ];

    /// <summary>A power that is named after its exponent: <c>pow2p5</c>, <c>powm1</c>.</summary>
    public static Outputs Power(OpCall call)
    {
        var text = OpTable.Exponent().Match(call.Op).Groups[1].Value.Replace('m', '-').Replace('p', '.');
        return call[0].Power(double.Parse(text, CultureInfo.InvariantCulture));
    }

    private static Tensor[] All(OpCall call) => [.. Enumerable.Range(0, call.Count).Select(i => call[i])];

    private static Outputs Variance(OpCall call)
    {
        var (x, axes, keep) = (call[0], call.Ints("dim"), call.Flag("keepdim", false));
        var centred = x - x.Mean(axes, keepAxes: true);
        var sum = (centred * centred).Sum(axes, keep);
        var count = (double)x.Shape.Count / sum.Shape.Count;
        return sum / (count - (call.Flag("unbiased", true) ? 1 : 0));
    }

    private static Outputs Norm(OpCall call)
    {
        var (x, p, axes, keep) = (call[0], call.Number("p", 2), call.Ints("dim"), call.Flag("keepdim", false));
        if (double.IsPositiveInfinity(p)) return x.Abs().ReduceMax(axes, keep);
        if (p == 2) return (x * x).Sum(axes, keep).Sqrt();
        return p == 1 ? x.Abs().Sum(axes, keep) : x.Abs().Power(p).Sum(axes, keep).Power(1 / p);
    }

    private static Outputs ArgMax(OpCall call)
    {
        var x = call[0];
        if (call.Ints("dim") is not { } axis) return x.Reshape([(int)x.Shape.Count]).ArgMax();
        var last = x.Shape.Axis(axis[0]);
        int[] order = [.. Enumerable.Range(0, x.Shape.Rank).Where(a => a != last), last];
        return x.Transpose(order).ArgMax();
    }

    private static Outputs Transpose(OpCall call)
    {
        var x = call[0];
        int[] order = [.. Enumerable.Range(0, x.Shape.Rank)];
        var (a, b) = (x.Shape.Axis(call.Int("dim0", 0)), x.Shape.Axis(call.Int("dim1", 1)));
        (order[a], order[b]) = (order[b], order[a]);
        return x.Transpose(order);
    }

    private static Outputs Triangle(OpCall call, bool lower)
    {
        var (x, diagonal) = (call[0], call.Int("diagonal", 0));
        var (rows, columns) = (x.Shape[-2], x.Shape[-1]);
        var mask = new bool[rows * columns];
        for (var i = 0; i < mask.Length; i++)
        {
            var offset = i % columns - i / columns;
            mask[i] = lower ? offset <= diagonal : offset >= diagonal;
        }

        return Tensor.From(mask, [rows, columns]).Where(x, Tensor.Scalar(0, x.DType));
    }

    /// <summary>Slices as Python writes them: <c>[:,1:3,::2]</c>.</summary>
    private static Tensor Sliced(Tensor x, string slices)
    {
        var parts = slices.Trim('[', ']', ' ').Split(',');
        for (var axis = 0; axis < parts.Length; axis++)
        {
            var fields = parts[axis].Trim().Split(':');
            if (fields.Length < 2) throw new MissingException($"slice {slices}");
            var extent = x.Shape[axis];
            int Bound(string text, int otherwise)
            {
                if (text.Length == 0) return otherwise;
                var value = int.Parse(text, CultureInfo.InvariantCulture);
                return Math.Clamp(value < 0 ? value + extent : value, 0, extent);
            }

            var step =
                fields.Length > 2 && fields[2].Length > 0 ? int.Parse(fields[2], CultureInfo.InvariantCulture) : 1;
            x = x.Slice(axis, Bound(fields[0], 0), Bound(fields[1], extent), step);
        }

        return x;
    }

    private static Outputs Expand(OpCall call)
    {
        if (call.Ints("size") is { } size) return call[0].Expand(Shape.Create(size));
        var note = call.Text("note", "");
        if (Expansion().Match(note) is not { Success: true } match) throw new MissingException($"expand: {note}");
        int[] extents = [.. match.Groups[2].Value.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
        return Sliced(call[0], match.Groups[1].Value).Expand(Shape.Create(extents));
    }

    private static Outputs Roll(OpCall call)
    {
        var (x, shifts) = (call[0], call.Ints("shifts") ?? []);
        if (call.Ints("dims") is not { } axes) throw new MissingException("roll without dims");
        for (var i = 0; i < axes.Length; i++)
        {
            var (axis, extent) = (x.Shape.Axis(axes[i]), x.Shape[axes[i]]);
            var cut = ((-shifts[i] % extent) + extent) % extent;
            if (cut != 0) x = ConcatOp.Concat(axis, x.Slice(axis, cut, extent), x.Slice(axis, 0, cut));
        }

        return x;
    }

    private static Outputs Split(OpCall call)
    {
        var sizes = call.Ints("sizes") ?? call.Ints("split_size_or_sections") ?? [];
        return Parts(call[0], call.Int("dim", 0), sizes);
    }

    private static Outputs Chunk(OpCall call)
    {
        var (chunks, axis) = (call.Int("chunks", 1), call.Int("dim", 0));
        var extent = call[0].Shape[axis];
        var size = (extent + chunks - 1) / chunks;
        var places = Enumerable.Range(0, (extent + size - 1) / size);
        return Parts(call[0], axis, [.. places.Select(i => Math.Min(size, extent - i * size))]);
    }

    private static Tensor[] Parts(Tensor x, int axis, int[] sizes)
    {
        var start = 0;
        return [.. sizes.Select(size => x.Slice(axis, start, start += size))];
    }

    /// <summary>Cuts off what an index does not reach along the other axes.</summary>
    private static Tensor Reached(Tensor x, int axis, Shape index)
    {
        for (var k = 0; k < index.Rank; k++)
        {
            if (k != axis && x.Shape[k] != index[k]) x = x.Slice(k, 0, index[k]);
        }

        return x;
    }

    private static Tensor Gather(Tensor x, int dim, Tensor index)
    {
        var axis = x.Shape.Axis(dim);
        return Reached(x, axis, index.Shape).Gather(axis, index);
    }

    private static Outputs ScatterAdd(OpCall call)
    {
        var (x, index, source) =
            (call.Input("x") ?? call[0], call.Input("index") ?? call[1], call.Input("src") ?? call[2]);
        var axis = x.Shape.Axis(call.Int("dim", 0));
        if (x.Shape.With(axis, 0) != index.Shape.With(axis, 0)) throw new MissingException("scatter_add into a part");
        return x + Tensor.Of(new ScatterAdd { Axis = axis, Extent = x.Shape[axis] }, source, index);
    }

    /// <summary>Whole slices, by a list of places.</summary>
    private static Tensor Select(Tensor x, int dim, Tensor index)
    {
        var axis = x.Shape.Axis(dim);
        int[] extents = [.. Enumerable.Range(0, x.Shape.Rank).Select(k => k == axis ? (int)index.Shape.Count : 1)];
        return x.Gather(axis, index.Reshape(extents).Expand(x.Shape.With(axis, (int)index.Shape.Count)));
    }

    private static Outputs Embedding(OpCall call)
    {
        var (index, table) = (call.Input("index") ?? call[0], call.Input("w") ?? call[1]);
        var rows = Select(table, 0, index.Reshape([(int)index.Shape.Count]));
        return rows.Reshape([.. index.Shape.Extents, table.Shape[1]]);
    }

    private static Outputs Linspace(OpCall call)
    {
        var (start, end, steps) = (call.Number("start", 0), call.Number("end", 1), call.Int("steps", 2));
        return Tensor.Of(new Iota { Count = steps }).Cast(DType.F64) * ((end - start) / Math.Max(1, steps - 1)) + start;
    }

    [GeneratedRegex(@"^x(\[.*\]) expanded to \[([0-9, ]+)\]$")]
    private static partial Regex Expansion();
}
