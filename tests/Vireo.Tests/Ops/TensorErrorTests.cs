using Vireo.Ops;

namespace Vireo.Tests.Ops;

/// <summary>What is said about operands and indices that do not fit.</summary>
public class TensorErrorTests
{
    private static readonly Tensor s_x = Tensor.From([1f, 2, 3, 4, 5, 6], [2, 3]);

    public static TheoryData<string, string[]> Mistakes => new()
    {
        { "topk", ["TopK: there are no 4 elements along axis 1.", "x        F32[2, 3]", "K is 0 to 3 here."] },
        { "median", ["median: axis 1 is empty.", "Pass at least one element."] },
        { "argmax", ["ArgMax: axis 1 is empty.", "Pass at least one element."] },
        { "select", ["IndexSelect: the index does not fit axis 0.", "index    F32[2]", "a vector of whole numbers"] },
        { "gather",
            ["Gather: the index does not fit.", "All extents but that of axis 1, which both must have, must be equal."] },
        { "scatter", ["Scatter: the source does not fit.", "source   F32[2, 1]", "as large as the index"] },
        { "scatteradd", ["ScatterAdd: the index does not fit.", "no greater extents"] },
        { "embedding", ["embedding: there is no padding row.", "table    F32[2, 3]", "V, D"] },
        { "mask", ["masked_select: the mask does not fit.", "mask     F32[2, 3]", "truth values"] },
        { "split", ["split: [1, 1] do not add up to axis 1.", "3 elements together"] },
        { "diagonal", ["diagonal: axis 1 is named twice."] },
        { "triangle", ["triangle: there are no matrices."] },
        { "search", ["SearchSorted: the operands do not fit.", "rows     F32[2, 3]", "[n] or […, n]"] },
        { "distances", ["distances: the points do not fit.", "D must be equal in both."] },
        { "dot", ["dot: both must be vectors.", "use MatMul"] },
        { "cosine", ["cosine_similarity: [2, 3] and [2] do not broadcast."] },
        { "matmul", ["MatMul: the operands do not fit.", "a        F32[2, 3]", "K must be equal in both"] },
        { "swiglu", ["swiglu: axis 1 has an odd extent."] },
    };

    [Theory, MemberData(nameof(Mistakes))]
    public void Operands_that_do_not_fit_are_named(string op, string[] parts)
    {
        var error = Assert.Throws<ShapeException>(() => { _ = Wrong(op); });
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void An_axis_that_is_not_there_is_named()
    {
        Func<object>[] wrong =
        [
            () => s_x.CumulativeSum(2), () => s_x.Sort(-3), () => s_x.TopK(1, 5), () => s_x.ArgMin(2),
            () => s_x.Flip(2), () => s_x.Roll([1], [2]), () => s_x.Diagonal(0, 0, 2), () => s_x.Norm(2, [2]),
            () => s_x.Split(2, 1), () => s_x.IndexSelect(2, s_x), () => s_x.Softmax(2),
        ];
        Assert.All(wrong, make =>
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(() => { _ = make(); });
            Assert.Contains("[2, 3] has the axes -2 to 1", error.Message, StringComparison.Ordinal);
        });
        var shifts = Assert.Throws<ArgumentException>(() => { _ = s_x.Roll([1, 2], [0]); });
        Assert.Contains("2 shifts for 1 axes", shifts.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void An_index_that_leaves_its_axis_is_found_when_it_is_used(long bad)
    {
        foreach (var type in (DType[])[DType.F32, DType.F64])
        {
            var x = s_x.Cast(type);
            var (vector, matrix) = (Tensor.From(0L, bad), Tensor.From([0L, bad, 1, 1], [2, 2]));
            var pair = x.Slice(1, 0, 2);
            Tensor[] wrong =
            [
                x.IndexSelect(1, vector), x.Gather(1, matrix), x.Scatter(1, matrix, pair),
                x.ScatterAdd(1, matrix, pair), x.IndexAdd(1, vector, pair), x.Transpose(1, 0).Embedding(vector),
            ];
            Assert.All(wrong, y =>
            {
                var error = Assert.Throws<BadDataException>(() => y.ToDoubles());
                Assert.Equal("VIR5102", error.Code);
                Assert.Contains($"index {bad} leaves axis", error.Message, StringComparison.Ordinal);
            });
        }
    }

    private static object Wrong(string op)
    {
        var (empty, floats) = (Tensor.Full(0, [2, 0]), Tensor.From(0f, 1));
        var index = Tensor.From([0L, 1], [2, 1]);
        return op switch
        {
            "topk" => s_x.TopK(4),
            "median" => empty.Median(1),
            "argmax" => empty.ArgMax(),
            "select" => s_x.IndexSelect(0, floats),
            "gather" => s_x.Gather(1, Tensor.From([0L, 1, 1], [3, 1])),
            "scatter" => s_x.Scatter(1, Tensor.From([0L, 1, 1, 0], [2, 2]), s_x.Slice(1, 0, 1)),
            "scatteradd" => s_x.Slice(0, 0, 1).ScatterAdd(1, index, s_x),
            "embedding" => s_x.Embedding(index, padding: 2),
            "mask" => s_x.MaskedSelect(s_x, 2),
            "split" => s_x.Split(1, 1, 1),
            "diagonal" => s_x.Diagonal(0, 1, -1),
            "triangle" => floats.LowerTriangle(),
            "search" => s_x.SearchSorted(floats),
            "distances" => s_x.Distances(s_x.Transpose()),
            "dot" => s_x.Dot(s_x),
            "cosine" => s_x.CosineSimilarity(floats),
            "matmul" => s_x.MatMul(floats),
            "swiglu" => s_x.SwiGlu(),
            _ => throw new ArgumentException(op),
        };
    }
}
