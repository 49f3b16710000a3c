using Vireo.OpCases;
using Vireo.Testing;

namespace Vireo.Onnx.Tests;

/// <summary>Every ONNX form computes what the op's reference computes.</summary>
public sealed class ConformanceTests(ConformanceRun run) : IClassFixture<ConformanceRun>
{
    /// <summary>Numbers of the cases.</summary>
    public static TheoryData<int, string> Rows
    {
        get
        {
            var rows = new TheoryData<int, string>();
            for (var i = 0; i < Registry.Cases.Length; i++) rows.Add(i, Registry.Cases[i].Op.GetType().Name);
            return rows;
        }
    }

    [SkippableTheory, MemberData(nameof(Rows))]
    public void A_form_computes_what_the_reference_does(int row, string op)
    {
        OnnxRuntime.Require();
        var test = Registry.Cases[row];
        Assert.Equal(op, test.Op.GetType().Name);
        var truth = ConformanceRun.Truth(test);
        // Of empty batches there are no numbers to compare, and the runtime refuses some.
        if (truth.All(y => y.Values.Length == 0)) return;
        foreach (var opset in ConformanceRun.Opsets)
        {
            if (run.Find(row, opset) is not { } result) continue;
            Assert.True(result.Outputs is not null, $"operator set {opset}: {result.Error}");
            for (var k = 0; k < truth.Length; k++)
            {
                var (found, what) = (result.Outputs[$"y{k}"], $"{test.Op}, operator set {opset}, output {k}");
                Assert.Equal(truth[k].Spec, new TensorSpec(Shape.Create(found.Extents), found.DType));
                Check.Close(truth[k].Values, found.ToDoubles(), test.SingleTolerance, what);
            }
        }
    }
}
