using System.Numerics;
using System.Runtime.CompilerServices;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>The gradients of a recurrent layer that are products over all steps: <c>dx = a·W_ih</c>,
/// <c>dW_ih = aᵀ·x</c>, <c>dW_hh = rᵀ·h</c>, with the slopes a of the input's side and r of the state's.</summary>
internal sealed class RecurrenceProducts<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Gemm<T> _inputs;
    private readonly Gemm<T> _inputWeights;
    private readonly Gemm<T> _stateWeights;
    private readonly Gemm<T>? _candidateWeights;
    private readonly int _rows;
    private readonly long _joinedBytes;
    private readonly long _columnOfCandidate;

    public RecurrenceProducts(RecurrentCell cell, RecurrenceWalk<T> walk)
    {
        _rows = walk.Steps * walk.N;
        var (gates, stored, width) = (walk.GateWidth, walk.StoredWidth, walk.Width);
        _inputs = new(new() { M = _rows, N = walk.Inputs, K = gates, StepA = stored });
        _inputWeights = new(new() { M = gates, N = walk.Inputs, K = _rows, TransposeA = true, StepA = stored });

        // A GRU's slopes of the state's side are those of r and z, and r_n's behind n.
        var joined = cell == RecurrentCell.Gru ? 2 * width : gates;
        _stateWeights = new(new() { M = joined, N = width, K = _rows, TransposeA = true, StepA = stored });
        _joinedBytes = (long)joined * width * Unsafe.SizeOf<T>();
        if (cell != RecurrentCell.Gru) return;
        _candidateWeights = new(new() { M = width, N = width, K = _rows, TransposeA = true, StepA = stored });
        _columnOfCandidate = 3L * width * Unsafe.SizeOf<T>();
    }

    public long ScratchBytes => Math.Max(
        Math.Max(_inputs.ScratchBytes, _inputWeights.ScratchBytes),
        Math.Max(_stateWeights.ScratchBytes, _candidateWeights?.ScratchBytes ?? 0));

    /// <summary>Computes outputs 0, 1 and 2.</summary>
    public void Run(
        ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice slopes, MemorySlice before,
        MemorySlice scratch)
    {
        if (_rows == 0)
        {
            outputs[1].Span<T>().Clear();
            outputs[2].Span<T>().Clear();
            return;
        }

        _inputs.Run([slopes, inputs[1]], [outputs[0]], scratch);
        _inputWeights.Run([slopes, inputs[0]], [outputs[1]], scratch);
        _stateWeights.Run([slopes, before], [outputs[2].Slice(0, _joinedBytes)], scratch);
        if (_candidateWeights is null) return;
        _candidateWeights.Run(
            [slopes.Slice(_columnOfCandidate, slopes.Bytes - _columnOfCandidate), before],
            [outputs[2].Slice(_joinedBytes, outputs[2].Bytes - _joinedBytes)], scratch);
    }
}
