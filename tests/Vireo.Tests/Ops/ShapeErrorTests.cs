using Vireo.OpCases;
using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.Tests.Ops;

/// <summary>Operands that do not fit are refused when the graph is built, with an error that prints all of them.</summary>
public class ShapeErrorTests
{
    /// <summary>Numbers of the cases. Ops that only gradients make are left out: their operands come from an op that has
    /// accepted its own.</summary>
    public static TheoryData<int, string> Rows
    {
        get
        {
            var rows = new TheoryData<int, string>();
            for (var i = 0; i < Registry.Cases.Length; i++)
            {
                var name = Registry.Cases[i].Op.GetType().Name;
                if (!name.Contains("Backward", StringComparison.Ordinal)) rows.Add(i, name);
            }

            return rows;
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void Changed_operands_work_or_are_printed_with_a_fix(int row, string op)
    {
        Assert.Equal(op, Registry.Cases[row].Op.GetType().Name);
        foreach (var (specs, changed) in Changed(Registry.Cases[row]))
        {
            WorksOrPrints(Registry.Cases[row].Op, specs, changed);
        }
    }

    private static void WorksOrPrints(Op op, TensorSpec[] specs, int changed)
    {
        try
        {
            var outputs = op.Infer(specs);
            var x = specs.Select(s => new ReferenceArray(s.Shape, new double[s.Shape.Count])).ToArray();
            op.Reference(x, [.. outputs.Select(o => new ReferenceArray(o.Shape, new double[o.Shape.Count]))]);
        }
        catch (ShapeException error)
        {
            var lines = error.Message.Split('\n');
            Assert.StartsWith(op.Name, lines[0], StringComparison.Ordinal);
            Assert.Contains($"{specs[changed]}", error.Message, StringComparison.Ordinal);
            Assert.Matches("[a-z0-9].*[.)] \\[VIR5101\\]$", lines[^1]);
            Assert.True(lines.Length >= 3, $"no operands or no fix in: {error.Message}");
        }
    }

    /// <summary>The operands with one of them changed: an axis less, an axis more, one extent greater, another
    /// type.</summary>
    private static IEnumerable<(TensorSpec[] Specs, int Changed)> Changed(OpCase test)
    {
        TensorSpec[] right = [.. test.Inputs.Select(i => new TensorSpec(i.Shape, i.Type ?? DType.F32))];
        for (var i = 0; i < right.Length; i++)
        {
            var (shape, type) = (right[i].Shape, right[i].DType);
            if (shape.Rank > 0) yield return With(right, i, new(Shape.Create(shape.Extents[1..]), type));
            yield return With(right, i, new([1, .. shape.Extents], type));
            yield return With(right, i, new(shape, type == DType.F32 ? DType.F64 : DType.F32));
            for (var axis = 0; axis < shape.Rank; axis++)
            {
                var extents = shape.Extents.ToArray();
                extents[axis]++;
                yield return With(right, i, new(Shape.Create(extents), type));
            }
        }
    }

    private static (TensorSpec[] Specs, int Changed) With(TensorSpec[] specs, int place, TensorSpec other)
    {
        TensorSpec[] changed = [.. specs];
        changed[place] = other;
        return (changed, place);
    }
}
