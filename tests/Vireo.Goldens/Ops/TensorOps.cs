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
        ("mul", c => c[0] * c[1]), ("div", Quotient), ("maximum", c => c[0].Max(c[1])),
        ("minimum", c => c[0].Min(c[1])), ("where", c => c[0].Where(c[1], c[2])), ("lerp", Lerp),
        ("pow", c => c.Count > 1 ? c[0].Pow(c[1]) : c[0].Power(c.Number("exponent", 1))),
        ("pow(a+2,b)", c => (c[0] + 2).Pow(c[1])), ("fmod", c => c[0].Modulo(c[1])), ("remainder", Remainder),
        ("sum", c => c[0].Sum(c.Ints("dim"), c.Flag("keepdim", false))),
        ("mean", c => c[0].Mean(c.Ints("dim"), c.Flag("keepdim", false))),
        ("prod", c => c[0].Product(c.Ints("dim"), c.Flag("keepdim", false))),
        ("amax", c => c[0].ReduceMax(c.Ints("dim"), c.Flag("keepdim", false))),
        ("amin", c => c[0].ReduceMin(c.Ints("dim"), c.Flag("keepdim", false))),
        ("max", c => Extreme(c, greatest: true)), ("min", c => Extreme(c, greatest: false)),
        ("var", c => c[0].Variance(c.Ints("dim"), Correction(c), c.Flag("keepdim", false))),
        ("std", c => c[0].StandardDeviation(c.Ints("dim"), Correction(c), c.Flag("keepdim", false))),
        ("norm", c => c[0].Norm(Order(c), c.Ints("dim"), c.Flag("keepdim", false))),
        ("cumsum", c => c[0].CumulativeSum(c.Int("dim", 0))), ("cumprod", c => c[0].CumulativeProduct(c.Int("dim", 0))),
        ("median", Median), ("argmax", c => Arg(c, greatest: true)), ("argmin", c => Arg(c, greatest: false)),
        ("topk", TopK), ("sort", Sort), ("argsort", c => new([("", Sort(c)[1].Value)])),
        ("transpose", Transpose), ("permute", c => c[0].Transpose(c.Ints("dims"))),
        ("tril", c => c[0].LowerTriangle(c.Int("diagonal", 0))),
        ("triu", c => c[0].UpperTriangle(c.Int("diagonal", 0))),
        ("diagonal", c => c[0].Diagonal(c.Int("offset", 0), c.Int("dim1", 0), c.Int("dim2", 1))),
        ("slice", c => Sliced(c[0], c.Text("slices", ""))), ("expand", Expand),
        ("roll", Roll), ("flip", c => c[0].Flip(c.Ints("dims"))), ("split", Split),
        ("chunk", c => c[0].Chunk(c.Int("dim", 0), c.Int("chunks", 1))),
        ("cat", c => ConcatOp.Concat(c[0].Shape.Axis(c.Int("dim", 0)), All(c))),
        ("gather", Gather), ("scatter", Scatter), ("scatter_add", Scatter), ("index_add", IndexAdd),
        ("index_select", c => c[0].IndexSelect(c.Int("dim", 0), c[1])), ("embedding", Embedding),
        ("masked_select", MaskedSelect), ("one_hot", OneHot), ("searchsorted", SearchSorted), ("linspace", Linspace),
        ("arange", Arange),
    ];

    /// <summary>A power that is named after its exponent: <c>pow2p5</c>, <c>powm1</c>.</summary>
    public static Outputs Power(OpCall call)
    {
        var text = OpTable.Exponent().Match(call.Op).Groups[1].Value.Replace('m', '-').Replace('p', '.');
        return call[0].Power(double.Parse(text, CultureInfo.InvariantCulture));
    }

    private static Tensor[] All(OpCall call) => [.. Enumerable.Range(0, call.Count).Select(i => call[i])];

    private static Outputs Transpose(OpCall call)
    {
        var x = call[0];
        int[] order = [.. Enumerable.Range(0, x.Shape.Rank)];
        var (a, b) = (x.Shape.Axis(call.Int("dim0", 0)), x.Shape.Axis(call.Int("dim1", 1)));
        (order[a], order[b]) = (order[b], order[a]);
        return x.Transpose(order);
    }

    /// <summary>Slices as Python writes them: <c>[:,1:3,::2]</c>, <c>[..., -1]</c>.</summary>
    private static Tensor Sliced(Tensor x, string slices)
    {
        var parts = slices.Replace(" ", "", StringComparison.Ordinal).Trim('[', ']').Split(',').ToList();
        var dots = parts.IndexOf("...");
        if (dots >= 0)
        {
            parts.RemoveAt(dots);
            parts.InsertRange(dots, Enumerable.Repeat(":", x.Shape.Rank - parts.Count));
        }

        var axis = 0;
        foreach (var part in parts)
        {
            var fields = part.Split(':');
            var extent = x.Shape[axis];
            int Bound(int field, int otherwise)
            {
                if (field >= fields.Length || fields[field].Length == 0) return otherwise;
                var value = int.Parse(fields[field], CultureInfo.InvariantCulture);
                return value < 0 ? value + extent : value;
            }

            if (fields.Length == 1)
            {
                var place = Bound(0, 0);
                var taken = x.Slice(axis, place, place + 1);
                x = taken.Reshape([.. taken.Shape.Where((_, a) => a != axis)]);
                continue;
            }

            var (start, end) = (Math.Clamp(Bound(0, 0), 0, extent), Math.Clamp(Bound(1, extent), 0, extent));
            var step = fields.Length > 2 && fields[2].Length > 0 ? fields[2] : "1";
            x = x.Slice(axis++, start, Math.Max(start, end), int.Parse(step, CultureInfo.InvariantCulture));
        }

        return x;
    }

    private static Outputs Expand(OpCall call)
    {
        if (call.Ints("size") is { } size)
        {
            var x = call[0];
            var lead = size.Length - x.Shape.Rank;
            return x.Expand([.. size.Select((extent, a) => extent < 0 ? x.Shape[a - lead] : extent)]);
        }

        var note = call.Text("note", "");
        if (Expansion().Match(note) is not { Success: true } match) throw new MissingException($"expand: {note}");
        int[] extents = [.. match.Groups[2].Value.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
        return Sliced(call[0], match.Groups[1].Value).Expand(Shape.Create(extents));
    }

    private static Outputs Quotient(OpCall call)
    {
        var y = call[0] / call[1];
        return call.Text("rounding_mode", "") switch
        {
            "" => y,
            "floor" => y.Floor(),
            "trunc" => y.Sign() * y.Abs().Floor(),
            var other => throw new MissingException($"div with rounding_mode={other}"),
        };
    }

    private static Outputs Lerp(OpCall call) =>
        call[0].Lerp(call[1], call.Count > 2 ? call[2] : Tensor.Scalar(call.Number("weight", 0), call[0].DType));

    private static Outputs Remainder(OpCall call) => call[0] - call[1] * (call[0] / call[1]).Floor();

    private static Outputs Extreme(OpCall call, bool greatest)
    {
        var (x, keep) = (call[0], call.Flag("keepdim", false));
        if (call.Ints("dim") is not { } dim) return greatest ? x.ReduceMax() : x.ReduceMin();
        var axis = x.Shape.Axis(dim[0]);
        var places = greatest ? x.ArgMax(axis, keepAxis: true) : x.ArgMin(axis, keepAxis: true);
        var values = x.Gather(axis, places);
        return keep ? [values, places] : Without(axis, values, places);
    }

    private static Tensor[] Without(int axis, params Tensor[] values) =>
        [.. values.Select(v => v.Reshape([.. v.Shape.Where((_, a) => a != axis)]))];

    private static double Correction(OpCall call)
    {
        var unbiased = call.Flag("unbiased", true);
        return call.Number("correction", unbiased ? 1 : 0);
    }

    private static double Order(OpCall call) => call.Text("p", "") switch
    {
        "fro" => 2,
        "nuc" => throw new MissingException("the nuclear norm"),
        _ => call.Number("p", 2),
    };

    private static Outputs Median(OpCall call)
    {
        if (call.Ints("dim") is not { } dim) return call[0].Median();
        var (values, places) = call[0].Median(dim[0], call.Flag("keepdim", false));
        return (Tensor[])[values, places];
    }

    private static Outputs Arg(OpCall call, bool greatest)
    {
        var (x, keep) = (call[0], call.Flag("keepdim", false));
        if (call.Ints("dim") is { } dim) return greatest ? x.ArgMax(dim[0], keep) : x.ArgMin(dim[0], keep);
        var place = greatest ? x.ArgMaxOfAll() : x.ArgMinOfAll();
        return keep ? place.Reshape([.. Enumerable.Repeat(1, x.Shape.Rank)]) : place;
    }

    /// <summary>Torch leaves the order open when nobody asks for one; ours is always sorted.</summary>
    private static Outputs TopK(OpCall call)
    {
        _ = call.Flag("sorted", true);
        var (values, places) = call[0].TopK(call.Int("k", 1), call.Int("dim", -1), call.Flag("largest", true));
        return (Tensor[])[values, places];
    }

    /// <summary>Ours is always stable.</summary>
    private static Outputs Sort(OpCall call)
    {
        _ = call.Flag("stable", false);
        var (values, places) = call[0].Sort(call.Int("dim", -1), call.Flag("descending", false));
        return (Tensor[])[values, places];
    }

    private static Outputs Roll(OpCall call) => call.Ints("dims") is { Length: > 0 } axes
        ? call[0].Roll(call.Ints("shifts") ?? [], axes)
        : call[0].Roll(call.Int("shifts", 0));

    private static Outputs Split(OpCall call)
    {
        var (x, axis) = (call[0], call.Int("dim", 0));
        var sizes = call.Ints("sizes") ?? call.Ints("split_size_or_sections") ?? call.Ints("split_size") ?? [];
        return sizes.Length == 1 ? x.SplitBy(axis, sizes[0]) : x.Split(axis, sizes);
    }

    private static Outputs Gather(OpCall call)
    {
        _ = call.Flag("sparse_grad", false);
        return call[0].Gather(call.Int("dim", 0), call[1]);
    }

    private static Outputs Scatter(OpCall call)
    {
        var (x, index, dim) = (call.Input("x") ?? call[0], call.Input("index") ?? call[1], call.Int("dim", 0));
        var source = call.Input("src") ?? (call.Count > 2 ? call[2]
            : Tensor.Full(call.Number("value", 0), index.Shape, x.DType));
        var how = call.Text("reduce", call.Op == "scatter_add" ? "add" : "");
        return how switch
        {
            "" => x.Scatter(dim, index, source),
            "add" => x.ScatterAdd(dim, index, source),
            _ => throw new MissingException($"{call.Op} with reduce={how}"),
        };
    }

    private static Outputs IndexAdd(OpCall call) =>
        call[0].IndexAdd(call.Int("dim", 0), call[1], call[2] * call.Number("alpha", 1));

    private static Outputs Embedding(OpCall call)
    {
        var (index, table) = (call.Input("index") ?? call[0], call.Input("w") ?? call[1]);
        int? padding = call.Numbers("padding_idx") is { } given ? (int)given[0] : null;
        _ = call.Flag("sparse", false);
        return table.Embedding(index, padding, call.Flag("scale_grad_by_freq", false));
    }

    /// <summary>How many there are is found out outside the graph; the rest of the room is cut off.</summary>
    private static Outputs MaskedSelect(OpCall call)
    {
        var (x, mask) = (call[0], call[1]);
        var (values, _, count) = x.MaskedSelect(mask, (int)(x + mask.Cast(x.DType)).Shape.Count);
        return values.Slice(0, 0, (int)count.ToScalar());
    }

    private static Outputs OneHot(OpCall call)
    {
        var classes = call.Int("num_classes", -1);
        return call[0].OneHot(classes < 0 ? (int)call[0].ToDoubles().Max() + 1 : classes, DType.I64);
    }

    private static Outputs SearchSorted(OpCall call)
    {
        _ = call.Flag("out_int32", false);
        var (rows, x) = (call[0], call[1]);
        var right = call.Flag("right", call.Text("side", "left") == "right");
        var y = rows.SearchSorted(x, right);
        return new(("y", y), ("left", rows.SearchSorted(x)), ("right", rows.SearchSorted(x, right: true)));
    }

    private static Outputs Linspace(OpCall call) =>
        LinspaceOp.Linspace(call.Number("start", 0), call.Number("end", 1), call.Int("steps", 2), DType.F64);

    private static Outputs Arange(OpCall call) =>
        LinspaceOp.Arange(call.Number("start", 0), call.Number("end", 1), call.Number("step", 1), DType.F64);

    [GeneratedRegex(@"^x(\[.*\]) expanded to \[([0-9, ]+)\]$")]
    private static partial Regex Expansion();
}
