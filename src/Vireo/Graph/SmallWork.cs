using System.Globalization;
using Vireo.Ops;

namespace Vireo.Graph;

/// <summary>Tells kernels that one thread finishes sooner than a team is worth gathering.</summary>
/// <remarks>A region of the team costs some microseconds on an idle machine, but milliseconds where another process
/// holds a core that a thread of the team waits for; see docs/decisions/0005 and 0008.</remarks>
internal static class SmallWork
{
    // Of one thread: 2 x 40 GFLOP/s where a kernel is small, 16 bytes a nanosecond.
    private const double MacsPerMicrosecond = 40_000;
    private const double BytesPerMicrosecond = 16_000;

    /// <summary>Microseconds of one thread below which a kernel runs without a team; <c>VIREO_SMALL_WORK</c> sets
    /// it.</summary>
    private static readonly double s_threshold =
        double.TryParse(
            Environment.GetEnvironmentVariable("VIREO_SMALL_WORK"), CultureInfo.InvariantCulture, out var given)
            ? given : 20;

    /// <summary>Whether one thread is enough for an instruction. Ops whose effort their operands do not show never
    /// are.</summary>
    public static bool Is(Instruction instruction)
    {
        var macs = instruction.Macs;
        if (macs == 0 && !IsPlain(instruction.Op)) return false;
        var bytes = instruction.Inputs.Sum(v => v.Operand.Bytes) + instruction.Outputs.Sum(v => v.Operand.Bytes);
        return macs / MacsPerMicrosecond + bytes / BytesPerMicrosecond < s_threshold;
    }

    /// <summary>Whether the effort is that of reading and writing the operands, more or less.</summary>
    private static bool IsPlain(Op op) => op is TileProgram or Reorder or BatchNormTraining or BatchNormBackward
        or BatchNormInference or AveragePool2d or AveragePool2dBackward or AdaptiveAveragePool2d
        or AdaptiveAveragePool2dBackward or Softmax or LogSoftmax or ReduceOp or Expand or MaxPool2d
        or MaxPool2dBackward or QuantisedMaxPool or QuantisedMean or QuantisedScaling;
}
