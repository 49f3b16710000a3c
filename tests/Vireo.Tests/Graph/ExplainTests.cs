using Vireo.Ops;

namespace Vireo.Tests.Graph;

public class ExplainTests
{
    [Fact]
    public void A_listing_names_ops_shapes_layouts_memory_and_kernels()
    {
        var x = new Variable([2, 3, 8, 8], name: "x");
        var weight = new Variable([4, 3, 3, 3], name: "weight");
        var lines = ((x.Value.Conv2d(weight.Value) * 2 + 1).Relu().Sum([1, 2, 3])).Explain().Split('\n');

        var convolution = Assert.Single(lines, l => l.Contains("conv2d", StringComparison.Ordinal));
        Assert.Contains("F32[4, 3, 3, 3]", convolution, StringComparison.Ordinal);
        Assert.Contains("-> F32[2, 4, 6, 6] channels-last", convolution, StringComparison.Ordinal);
        Assert.Contains(" 1152 B at ", convolution, StringComparison.Ordinal);
        Assert.Matches("onednn|managed", convolution);
        Assert.Single(lines, l => l.Contains("Multiply + Add + Relu", StringComparison.Ordinal));

        // 2 images of 6 x 6 places, 4 x 3 x 3 x 3 weights.
        Assert.Contains($"{2 * 6 * 6 * 4 * 27:n0} multiply-adds", lines[^1], StringComparison.Ordinal);
        Assert.StartsWith($"{lines.Length - 2} kernels", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Explaining_computes_nothing()
    {
        var x = new Variable([2], DType.F64);
        var y = x.Value + 1;
        y.Explain();
        x.Set([3, 4]);
        Assert.Equal([4.0, 5.0], y.ToArray<double>());
    }
}
