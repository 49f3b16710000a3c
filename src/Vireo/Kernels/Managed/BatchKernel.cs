using Vireo.Graph;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Runs many small kernels as one: all their parts are handed out together, so that the workers meet once.
/// The numbers are those of the kernels alone.</summary>
internal sealed class BatchKernel : Kernel
{
    private const long Alignment = 64;

    private readonly Batch _batch;
    private readonly Kernel[] _kernels;
    private readonly IPartedKernel[] _parted;
    private readonly long[] _scratchAt;
    private readonly (int Kernel, int First)[] _parts;
    private readonly Action<int> _part;

    private BatchKernel(Batch batch, Kernel[] kernels)
    {
        (_batch, _kernels, _part) = (batch, kernels, Part);
        _parted = [.. kernels.Cast<IPartedKernel>()];
        _scratchAt = new long[kernels.Length];
        var parts = new List<(int, int)>();
        for (var i = 0; i < kernels.Length; i++)
        {
            _scratchAt[i] = ScratchBytes;
            ScratchBytes += (kernels[i].ScratchBytes + Alignment - 1) / Alignment * Alignment;
            for (var part = 0; part < _parted[i].Parts; part++) parts.Add((i, part));
        }

        _parts = [.. parts];
    }

    public override string Name => $"managed batch of {_kernels.Length}, {_kernels[0].Name}";

    public override long ScratchBytes { get; }

    /// <summary>The kernels of all members as one; null when one of them has none that is made of parts.</summary>
    public static BatchKernel? TryCreate(Batch batch)
    {
        var kernels = new Kernel[batch.Members.Count];
        for (var i = 0; i < kernels.Length; i++)
        {
            var member = batch.Members[i];
            var kernel = ManagedKernels.TryCreate(
                member.Op, [.. member.Inputs.Select(v => v.Operand)], [.. member.Outputs.Select(v => v.Operand)]);
            if (kernel is not IPartedKernel) return null;
            kernels[i] = kernel;
        }

        return new(batch, kernels);
    }

    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        for (var i = 0; i < _kernels.Length; i++)
        {
            var member = _batch.Members[i];
            var own = _kernels[i].ScratchBytes;
            _parted[i].Begin(
                inputs[..member.Inputs.Length], outputs[..member.Outputs.Length],
                own > 0 ? scratch.Slice(_scratchAt[i], own) : default);
            inputs = inputs[member.Inputs.Length..];
            outputs = outputs[member.Outputs.Length..];
        }

        Workers.For(_parts.Length, _part);
        foreach (var kernel in _parted) kernel.End();
    }

    private void Part(int part)
    {
        var (kernel, own) = _parts[part];
        _parted[kernel].RunPart(own);
    }
}
