using Vireo.Quantisation;

namespace Vireo;

/// <summary>In which type a compiled step stores and multiplies what lies between its data and its results. Graphs are
/// built in single precision; with brain floats the plan keeps activations, their gradients and what weights are
/// multiplied as in half the memory, twice as fast where the processor has instructions for it. Variables, statistics,
/// gradients of parameters, softmax and losses stay single, and results are returned as such.</summary>
/// <remarks>Brain floats have the range of singles, so losses need no scaling. Kalamkar et al. 2019, arXiv:1905.12322;
/// master weights after Micikevicius et al. 2018, arXiv:1710.03740.</remarks>
public sealed record Precision
{
    private readonly DType _compute = DType.F32;

    /// <summary>Everything as the graph has it.</summary>
    public static Precision Single { get; } = new();

    /// <summary>Brain floats where the policy has them.</summary>
    public static Precision Brain { get; } = new() { Compute = DType.BF16 };

    /// <summary>Eight bits where a table has ranges, single precision elsewhere: convolutions multiply bytes and add
    /// up 32-bit integers, and what lies between them is stored as bytes. For inference; weights that the step writes
    /// stay single.</summary>
    /// <param name="table">What a <see cref="Calibrator"/> found.</param>
    public static Precision Int8(QuantisationTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new() { Quantisation = table };
    }

    /// <summary>Ranges of the values that are stored in eight bits; null where none are.</summary>
    public QuantisationTable? Quantisation { get; private init; }

    /// <summary><see cref="DType.F32"/>, or <see cref="DType.BF16"/>.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public DType Compute
    {
        get => _compute;
        init => _compute = value is DType.F32 or DType.BF16
            ? value
            : throw new ArgumentException($"a step computes in {DType.F32} or {DType.BF16}, not {value}");
    }

    /// <summary>Exceptions from the policy, by op.</summary>
    public ValueList<PrecisionRule> Rules { get; init; } = [];

    /// <summary>What is best on this machine: brain floats where oneDNN multiplies them in registers made for
    /// it.</summary>
    public static Precision Automatic => Native.OneDnn.HasBrainFloat ? Brain : Single;

    /// <summary>Why <see cref="Automatic"/> is what it is, as half a sentence.</summary>
    public static string Reason =>
        Native.OneDnn.HasBrainFloat ? "the processor multiplies brain floats, and oneDNN uses it"
        : !Native.OneDnn.IsAvailable ? $"oneDNN is not used ({Native.OneDnn.Reason})"
        : "the processor has neither AVX512_BF16 nor AMX";

    /// <summary>Written as <c>int8</c>, <c>bf16</c> or <c>f32</c>.</summary>
    public override string ToString() => Quantisation is not null ? "int8" : _compute == DType.BF16 ? "bf16" : "f32";
}
