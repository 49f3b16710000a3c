using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Reference;

/// <summary>Runs an op's oracle: the last resort, and the truth that other kernels are compared with.</summary>
internal sealed class ReferenceKernel(Op op, Operand[] inputs, Operand[] outputs) : Kernel
{
    public override string Name => "reference";

    public override void Run(
        ReadOnlySpan<MemorySlice> inputMemory, ReadOnlySpan<MemorySlice> outputMemory, MemorySlice scratch)
    {
        var x = new ReferenceArray[inputs.Length];
        var y = new ReferenceArray[outputs.Length];
        for (var i = 0; i < x.Length; i++) x[i] = new(inputs[i].Shape, HostData.Load(inputMemory[i], inputs[i]));
        for (var i = 0; i < y.Length; i++) y[i] = new(outputs[i].Shape, new double[outputs[i].Shape.Count]);
        op.Reference(x, y);
        for (var i = 0; i < y.Length; i++) HostData.Store(y[i].Data, outputMemory[i], outputs[i]);
    }
}
