using Vireo.Graph;
using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.Tests.Ops;

/// <summary>Einstein sums against a sum over all letters, term by term.</summary>
public class EinsumTests
{
    public static TheoryData<string, int[][]> Equations => new()
    {
        { "ij,jk->ik", [[3, 4], [4, 5]] },
        { "ij,jk", [[3, 4], [4, 5]] },
        { "ij,kj->ik", [[3, 4], [5, 4]] },
        { "ji,jk->ki", [[4, 3], [4, 5]] },
        { "bij,bjk->bki", [[2, 3, 4], [2, 4, 5]] },
        { "bhqd,bkhd->bhqk", [[2, 3, 4, 5], [2, 6, 3, 5]] },
        { "ba", [[2, 3]] },
        { "bA,A", [[2, 3], [3]] },
        { "ii", [[4, 4]] },
        { "ii->i", [[4, 4]] },
        { "iji->j", [[3, 2, 3]] },
        { "iijj->ij", [[3, 3, 2, 2]] },
        { "iii->i", [[3, 3, 3]] },
        { "ij->", [[3, 4]] },
        { "->", [[]] },
        { ",ij->ji", [[], [2, 3]] },
        { "i,j->ij", [[3], [4]] },
        { "i,i->", [[7], [7]] },
        { "i,i->i", [[7], [7]] },
        { "bchw,kc->bkhw", [[2, 3, 2, 2], [4, 3]] },
        { "ij,jk,kl->il", [[2, 3], [3, 4], [4, 5]] },
        { "ij,ij,ij->i", [[2, 3], [2, 3], [2, 3]] },
        { "bn,anm,bm->ba", [[2, 3], [4, 3, 5], [2, 5]] },
        { "ij,kl->", [[2, 3], [4, 5]] },
        { "ij , jk -> k i", [[3, 4], [4, 5]] },
        { "ij,jk->ik", [[3, 1], [4, 5]] },
        { "ij,jk->ik", [[3, 0], [0, 5]] },
    };

    [Theory, MemberData(nameof(Equations))]
    public void A_sum_is_what_its_letters_say(string equation, int[][] shapes)
    {
        var x = shapes.Select((s, i) => Numbers(s, (ulong)i)).ToArray();
        var (expected, shape) = Naive(equation, x);
        var y = EinsumOp.Einsum(equation, x);
        Assert.Equal(shape, y.Shape);
        Check.Close(expected, y.ToDoubles(), 1e-12, equation);
    }

    [Theory]
    [InlineData("...ij,...jk->...ik", "aij,ajk->aik", new[] { 2, 3, 4 }, new[] { 2, 4, 5 })]
    [InlineData("...ij,jk", "aij,jk->aik", new[] { 2, 3, 4 }, new[] { 4, 5 })]
    [InlineData("i...,i...->...", "iab,ib->ab", new[] { 2, 3, 4 }, new[] { 2, 4 })]
    [InlineData("i...j,...->j...i", "iabj,ab->jabi", new[] { 2, 3, 4, 5 }, new[] { 3, 1 })]
    [InlineData("...,...", "abc,c->abc", new[] { 2, 3, 4 }, new[] { 4 })]
    [InlineData("...i,...i->", "ai,ai->", new[] { 2, 3 }, new[] { 2, 3 })]
    public void Dots_stand_for_axes_that_broadcast(string dotted, string spelt, int[] a, int[] b)
    {
        var (x, y) = (Numbers(a, 1), Numbers(b, 2));
        var (expected, shape) = Naive(spelt, [x, y]);
        var found = EinsumOp.Einsum(dotted, x, y);
        Assert.Equal(shape, found.Shape);
        Check.Close(expected, found.ToDoubles(), 1e-12, dotted);
    }

    [Fact]
    public void Gradients_of_gradients_pass_through()
    {
        // y = Σ (a b)², so that half of the gradient's gradient by a along v is v b bᵀ.
        var (a, b, v) = (Numbers([2, 3], 1), Numbers([3, 4], 2), Numbers([2, 3], 3));
        var product = EinsumOp.Einsum("ij,jk->ik", a, b);
        var first = Gradients.Of((product * product).Sum(), a)[0];
        var second = Gradients.Of((first * v).Sum(), a)[0];
        Check.Close(EinsumOp.Einsum("ij,jk,lk->il", v, b, b).ToDoubles(), (second * 0.5).ToDoubles(), 1e-12);
    }

    [Theory]
    [InlineData("ij,jk->ik", "\"ij,jk->ik\": it names 2 operands, 1 are given.")]
    [InlineData("ijk->i", "'ijk' stands for an operand of 2 axes")]
    [InlineData("i->i", "'i' stands for an operand of 2 axes")]
    [InlineData("i...jk", "'i...jk' stands for an operand of 2 axes")]
    [InlineData("ij->ik", "no operand has 'k' of the result")]
    [InlineData("ij->ii", "the result names a letter twice")]
    [InlineData("ii->i", "'i' is 2 here and 3 there")]
    [InlineData("i1->i", "'1' is no letter")]
    [InlineData("ij->i->j", "")]
    public void A_wrong_equation_is_explained(string equation, string problem)
    {
        var x = Numbers([2, 3], 1);
        var error = Assert.Throws<ShapeException>(() => EinsumOp.Einsum(equation, x));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains("x0       F64[2, 3]", error.Message, StringComparison.Ordinal);
        Assert.Contains("Write a letter for each axis", error.Message, StringComparison.Ordinal);
    }

    private static Tensor Numbers(int[] shape, ulong seed)
    {
        var rng = new Rng(seed);
        var values = new double[Shape.Create(shape).Count];
        for (var i = 0; i < values.Length; i++) values[i] = rng.UniformDouble() - 0.5;
        return Tensor.From(values, Shape.Create(shape));
    }

    private static (double[] Values, Shape Shape) Naive(string equation, Tensor[] x)
    {
        equation = equation.Replace(" ", "", StringComparison.Ordinal);
        var terms = equation.Split("->")[0].Split(',');
        var counts = terms.SelectMany(t => t).GroupBy(l => l).Where(g => g.Count() == 1).Select(g => g.Key);
        var output = equation.Contains("->", StringComparison.Ordinal)
            ? equation.Split("->")[1]
            : string.Concat(counts.Order());
        var extents = new SortedDictionary<char, int>();
        for (var i = 0; i < x.Length; i++)
        {
            for (var axis = 0; axis < terms[i].Length; axis++)
            {
                extents[terms[i][axis]] = extents.GetValueOrDefault(terms[i][axis], 1) is var known && known == 1
                    ? x[i].Shape[axis]
                    : known;
            }
        }

        var shape = Shape.Create([.. output.Select(l => extents[l])]);
        var (values, numbers) = (new double[shape.Count], x.Select(t => t.ToDoubles()).ToArray());
        for (var flat = 0; flat < extents.Values.Aggregate(1, (a, b) => a * b); flat++)
        {
            var (place, rest) = (new Dictionary<char, int>(), flat);
            foreach (var (letter, extent) in extents)
            {
                place[letter] = rest % extent;
                rest /= extent;
            }

            var product = 1.0;
            for (var i = 0; i < x.Length; i++) product *= numbers[i][At(terms[i], x[i].Shape, place)];
            values[At(output, shape, place)] += product;
        }

        return (values, shape);
    }

    private static int At(string letters, Shape shape, Dictionary<char, int> place)
    {
        var at = 0;
        for (var axis = 0; axis < letters.Length; axis++) at = at * shape[axis] + place[letters[axis]] % shape[axis];
        return at;
    }
}
