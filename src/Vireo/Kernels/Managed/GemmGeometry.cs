namespace Vireo.Kernels.Managed;

/// <summary>Extents of <c>C[M, N] (+)= op(A)[M, K] · op(B)[K, N]</c>, all row-major.</summary>
public readonly record struct GemmGeometry
{
    private readonly int _stepA;
    private readonly int _stepB;
    private readonly int _stepC;

    /// <summary>Rows of the result.</summary>
    public required int M { get; init; }

    /// <summary>Columns of the result.</summary>
    public required int N { get; init; }

    /// <summary>Terms of each sum.</summary>
    public required int K { get; init; }

    /// <summary>Whether A is stored as <c>[K, M]</c>.</summary>
    public bool TransposeA { get; init; }

    /// <summary>Whether B is stored as <c>[N, K]</c>.</summary>
    public bool TransposeB { get; init; }

    /// <summary>Whether the product is added to what C holds.</summary>
    public bool Accumulate { get; init; }

    /// <summary>Elements between stored rows of A; dense unless set.</summary>
    public int StepA
    {
        get => _stepA != 0 ? _stepA : TransposeA ? M : K;
        init => _stepA = value;
    }

    /// <summary>Elements between stored rows of B; dense unless set.</summary>
    public int StepB
    {
        get => _stepB != 0 ? _stepB : TransposeB ? K : N;
        init => _stepB = value;
    }

    /// <summary>Elements between rows of C; dense unless set.</summary>
    public int StepC
    {
        get => _stepC != 0 ? _stepC : N;
        init => _stepC = value;
    }
}
