namespace Vireo.Native.Tests;

using static Numbers;

public class DnnElementTests
{
    private const int Rows = 6, Columns = 11, Count = Rows * Columns;

    private static readonly Dictionary<DnnActivation, (float Alpha, float Beta, Func<double, double> F)> _functions =
        new()
        {
            [DnnActivation.Relu] = (0.1f, 0, x => x > 0 ? x : 0.1 * x),
            [DnnActivation.Tanh] = (0, 0, Math.Tanh),
            [DnnActivation.Elu] = (0.7f, 0, x => x > 0 ? x : 0.7 * (Math.Exp(x) - 1)),
            [DnnActivation.Square] = (0, 0, x => x * x),
            [DnnActivation.Abs] = (0, 0, Math.Abs),
            [DnnActivation.Linear] = (2, 3, x => 2 * x + 3),
            [DnnActivation.SoftRelu] = (1, 0, x => Math.Log(1 + Math.Exp(x))),
            [DnnActivation.Logistic] = (0, 0, x => 1 / (1 + Math.Exp(-x))),
            [DnnActivation.Exp] = (0, 0, Math.Exp),
            [DnnActivation.GeluTanh] =
                (0, 0, x => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
            [DnnActivation.Swish] = (1, 0, x => x / (1 + Math.Exp(-x))),
            [DnnActivation.Clip] = (-0.5f, 1.5f, x => Math.Clamp(x, -0.5, 1.5)),
            [DnnActivation.ClipOpen] = (-0.5f, 1.5f, x => Math.Clamp(x, -0.5, 1.5)),
            [DnnActivation.Pow] = (2, 3, x => 2 * x * x * x),
            [DnnActivation.GeluErf] = (0, 0, x => x * GaussianIntegral(x)),
            [DnnActivation.Mish] = (0, 0, x => x * Math.Tanh(Math.Log(1 + Math.Exp(x)))),
            [DnnActivation.HardSwish] = (0, 0, x => x * Math.Clamp(x + 3, 0, 6) / 6),
        };

    public static TheoryData<DnnActivation> Functions => [.. _functions.Keys];

    [SkippableTheory, MemberData(nameof(Functions))]
    public void Function_and_derivative_agree_with_the_formula(DnnActivation function)
    {
        Need.OneDnnLibrary();
        var (alpha, beta, f) = _functions[function];
        var x = Array.ConvertAll(Some(Count, 1), static v => v * 4);
        var dy = Some(Count, 2);
        var spec = new DnnEltwise { Function = function, Alpha = alpha, Beta = beta, Data = Matrix() };
        using var forward = spec.TryForward(training: true)!;
        using var backward = spec.TryBackward()!;
        var (src, y, dx) = (Memory(x), Room(Count * 4), Room(Count * 4));

        forward.Execute((DnnArg.Src, src), (DnnArg.Dst, y));
        backward.Execute((DnnArg.Src, src), (DnnArg.DiffDst, Memory(dy)), (DnnArg.DiffSrc, dx));

        const double h = 1e-6;
        Close(Each(i => f(x[i])), y.Span<float>(), tolerance: 2e-5);
        Close(Each(i => dy[i] * (f(x[i] + h) - f(x[i] - h)) / (2 * h)), dx.Span<float>(), tolerance: 5e-4);
    }

    [SkippableTheory]
    [InlineData(DnnActivation.Sqrt)]
    [InlineData(DnnActivation.Log)]
    [InlineData(DnnActivation.Round)]
    public void Functions_of_positive_numbers_and_rounding_agree_with_the_formula(DnnActivation function)
    {
        Need.OneDnnLibrary();
        var x = Array.ConvertAll(Some(Count, 1), static v => v * 4 + 4.01f);
        using var forward = new DnnEltwise { Function = function, Data = Matrix() }.TryForward()!;
        var y = Room(Count * 4);

        forward.Execute((DnnArg.Src, Memory(x)), (DnnArg.Dst, y));

        Func<double, double> f = function switch
        {
            DnnActivation.Sqrt => Math.Sqrt,
            DnnActivation.Log => Math.Log,
            _ => Math.Round,
        };
        Close(Each(i => f(x[i])), y.Span<float>());
    }

    [SkippableTheory]
    [InlineData(DnnBinaryKind.Add)]
    [InlineData(DnnBinaryKind.Mul)]
    [InlineData(DnnBinaryKind.Max)]
    [InlineData(DnnBinaryKind.Min)]
    [InlineData(DnnBinaryKind.Div)]
    [InlineData(DnnBinaryKind.Sub)]
    [InlineData(DnnBinaryKind.GreaterOrEqual)]
    [InlineData(DnnBinaryKind.Greater)]
    [InlineData(DnnBinaryKind.LessOrEqual)]
    [InlineData(DnnBinaryKind.Less)]
    [InlineData(DnnBinaryKind.Equal)]
    [InlineData(DnnBinaryKind.NotEqual)]
    public void Binary_operations_broadcast_a_row(DnnBinaryKind kind)
    {
        Need.OneDnnLibrary();
        var (a, b) = (Some(Count, 1), Some(Columns, 2));
        a[3] = b[3];
        using var primitive = new DnnBinary
        {
            Kind = kind,
            Left = Matrix(),
            Right = DnnMemoryDesc.Plain(DnnType.F32, 1, Columns),
            Dst = Matrix(),
        }.TryCreate()!;
        var c = Room(Count * 4);

        primitive.Execute((DnnArg.Src, Memory(a)), (DnnArg.Src1, Memory(b)), (DnnArg.Dst, c));

        Close(Each(i => Apply(kind, a[i], b[i % Columns])), c.Span<float>());
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Softmax_and_its_logarithm_agree_with_the_definition_in_both_passes(bool log)
    {
        Need.OneDnnLibrary();
        var (x, dy) = (Array.ConvertAll(Some(Count, 1), static v => v * 5), Some(Count, 2));
        var spec = new DnnSoftmax { Data = Matrix(), Axis = 1, Log = log };
        using var forward = spec.TryForward(training: true)!;
        using var backward = spec.TryBackward(forward)!;
        var (y, dx) = (Room(Count * 4), Room(Count * 4));

        forward.Execute((DnnArg.Src, Memory(x)), (DnnArg.Dst, y));
        backward.Execute((DnnArg.Dst, y), (DnnArg.DiffDst, Memory(dy)), (DnnArg.DiffSrc, dx));

        double Total(int i) => Row(i).Sum(j => Math.Exp(x[j]));
        double P(int i) => Math.Exp(x[i]) / Total(i);
        Close(Each(i => log ? Math.Log(P(i)) : P(i)), y.Span<float>());
        Close(
            Each(i => log
                ? dy[i] - P(i) * Row(i).Sum(j => (double)dy[j])
                : P(i) * (dy[i] - Row(i).Sum(j => dy[j] * P(j)))),
            dx.Span<float>());
    }

    [SkippableTheory]
    [InlineData(DnnReductionKind.Max)]
    [InlineData(DnnReductionKind.Min)]
    [InlineData(DnnReductionKind.Sum)]
    [InlineData(DnnReductionKind.Product)]
    [InlineData(DnnReductionKind.Mean)]
    public void Reduction_of_the_columns_agrees_with_the_definition(DnnReductionKind kind)
    {
        Need.OneDnnLibrary();
        var x = Some(Count, 1);
        using var primitive = new DnnReduction
        {
            Kind = kind,
            Src = Matrix(),
            Dst = DnnMemoryDesc.Plain(DnnType.F32, Rows, 1),
        }.TryCreate()!;
        var y = Room(Rows * 4);

        primitive.Execute((DnnArg.Src, Memory(x)), (DnnArg.Dst, y));

        var expected = Enumerable.Range(0, Rows).Select(r => Row(r * Columns).Select(i => (double)x[i])).Select(row =>
            kind switch
            {
                DnnReductionKind.Max => row.Max(),
                DnnReductionKind.Min => row.Min(),
                DnnReductionKind.Sum => row.Sum(),
                DnnReductionKind.Product => row.Aggregate((a, b) => a * b),
                _ => row.Average(),
            });
        Close([.. expected], y.Span<float>());
    }

    private static DnnMemoryDesc Matrix() => DnnMemoryDesc.Plain(DnnType.F32, Rows, Columns);

    private static double[] Each(Func<int, double> value) => [.. Enumerable.Range(0, Count).Select(value)];

    private static IEnumerable<int> Row(int i) => Enumerable.Range(i / Columns * Columns, Columns);

    /// <summary>Φ(x) by Simpson's rule from zero on.</summary>
    private static double GaussianIntegral(double x)
    {
        const int steps = 400;
        double Density(double t) => Math.Exp(-t * t / 2) / Math.Sqrt(2 * Math.PI);
        var h = x / steps;
        var sum = Density(0) + Density(x);
        for (var i = 1; i < steps; i++) sum += (i % 2 == 0 ? 2 : 4) * Density(i * h);
        return 0.5 + sum * h / 3;
    }

    private static double Apply(DnnBinaryKind kind, double a, double b) => kind switch
    {
        DnnBinaryKind.Add => a + b,
        DnnBinaryKind.Mul => a * b,
        DnnBinaryKind.Max => Math.Max(a, b),
        DnnBinaryKind.Min => Math.Min(a, b),
        DnnBinaryKind.Div => a / b,
        DnnBinaryKind.Sub => a - b,
        DnnBinaryKind.GreaterOrEqual => a >= b ? 1 : 0,
        DnnBinaryKind.Greater => a > b ? 1 : 0,
        DnnBinaryKind.LessOrEqual => a <= b ? 1 : 0,
        DnnBinaryKind.Less => a < b ? 1 : 0,
        DnnBinaryKind.Equal => a == b ? 1 : 0,
        _ => a != b ? 1 : 0,
    };
}
