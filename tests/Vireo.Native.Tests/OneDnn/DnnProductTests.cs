namespace Vireo.Native.Tests;

using static Numbers;

public class DnnProductTests
{
    private const int Batch = 5, Inputs = 13, Outputs = 7;

    [SkippableFact]
    public void Inner_product_agrees_with_the_definition_in_three_passes()
    {
        Need.OneDnnLibrary();
        var (x, w, b) = (Some(Batch * Inputs, 1), Some(Outputs * Inputs, 2), Some(Outputs, 3));
        var dy = Some(Batch * Outputs, 4);
        var spec = new DnnInnerProduct
        {
            Src = DnnMemoryDesc.Plain(DnnType.F32, Batch, Inputs),
            Weights = DnnMemoryDesc.Any(DnnType.F32, Outputs, Inputs),
            Bias = DnnMemoryDesc.Plain(DnnType.F32, Outputs),
            Dst = DnnMemoryDesc.Plain(DnnType.F32, Batch, Outputs),
        };
        using var forward = spec.TryForward(training: true)!;
        using var data = spec.TryBackwardData()!;
        using var weights = spec.TryBackwardWeights(forward)!;
        var (y, dx, db) = (Room(spec.Dst.Bytes), Room(spec.Src.Bytes), Room(Outputs * sizeof(float)));
        var dwLayout = weights.Desc(DnnArg.DiffWeights)!;
        var dw = Room(dwLayout.Bytes);

        forward.Execute(
            (DnnArg.Src, Memory(x)), (DnnArg.Weights, Packed(forward.Desc(DnnArg.Weights)!, w)),
            (DnnArg.Bias, Memory(b)), (DnnArg.Dst, y));
        data.Execute(
            (DnnArg.DiffDst, Memory(dy)), (DnnArg.Weights, Packed(data.Desc(DnnArg.Weights)!, w)),
            (DnnArg.DiffSrc, dx));
        weights.Execute(
            (DnnArg.Src, Memory(x)), (DnnArg.DiffDst, Memory(dy)), (DnnArg.DiffWeights, dw), (DnnArg.DiffBias, db));

        Close(Table(Batch, Outputs, (n, o) => b[o] + Sum(Inputs, i => x[n * Inputs + i] * w[o * Inputs + i])),
            y.Span<float>());
        Close(Table(Batch, Inputs, (n, i) => Sum(Outputs, o => dy[n * Outputs + o] * w[o * Inputs + i])),
            dx.Span<float>());
        Close(Table(Outputs, Inputs, (o, i) => Sum(Batch, n => dy[n * Outputs + o] * x[n * Inputs + i])),
            Plain(dwLayout, dw));
        Close(Table(1, Outputs, (_, o) => Sum(Batch, n => dy[n * Outputs + o])), db.Span<float>());
    }

    [SkippableTheory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Matrices_multiply_in_batches_also_transposed(bool transposeLeft, bool transposeRight)
    {
        Need.OneDnnLibrary();
        const int batch = 3, m = 4, k = 5, n = 6;
        var (a, b, c) = (Some(batch * m * k, 1), Some(batch * k * n, 2), Some(n, 3));
        long[] left = transposeLeft ? [m * k, 1, m] : [m * k, k, 1];
        long[] right = transposeRight ? [k * n, 1, k] : [k * n, n, 1];
        using var product = new DnnMatmul
        {
            Src = DnnMemoryDesc.Strided(DnnType.F32, [batch, m, k], left),
            Weights = DnnMemoryDesc.Strided(DnnType.F32, [batch, k, n], right),
            Bias = DnnMemoryDesc.Plain(DnnType.F32, 1, 1, n),
            Dst = DnnMemoryDesc.Plain(DnnType.F32, batch, m, n),
        }.TryCreate()!;
        var result = Room(batch * m * n * sizeof(float));

        product.Execute(
            (DnnArg.Src, Memory(a)), (DnnArg.Weights, Memory(b)), (DnnArg.Bias, Memory(c)), (DnnArg.Dst, result));

        Close(
            Table(batch * m, n, (row, j) => c[j] + Sum(k, p =>
                a[row / m * left[0] + row % m * left[1] + p * left[2]]
                * b[row / m * right[0] + p * right[1] + j * right[2]])),
            result.Span<float>());
    }

    private static double[] Table(int rows, int columns, Func<int, int, double> value) =>
        [.. Enumerable.Range(0, rows * columns).Select(i => value(i / columns, i % columns))];

    private static double Sum(int count, Func<int, double> value) => Enumerable.Range(0, count).Sum(value);
}
