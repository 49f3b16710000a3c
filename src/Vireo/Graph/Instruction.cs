using Vireo.Kernels;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Graph;

/// <summary>One application of an op inside a plan.</summary>
internal sealed class Instruction
{
    public required Op Op { get; init; }

    public required Value[] Inputs { get; init; }

    public required Value[] Outputs { get; init; }

    /// <summary>The graph node it comes from, for names; null for what passes put in.</summary>
    public Node? Origin { get; init; }

    /// <summary>Whether its outputs stay the same until somebody changes a variable that the step only reads.</summary>
    public bool IsConstant { get; set; }

    /// <summary>Inputs that the kernel is given in packed form, and where that lies in the arena.</summary>
    public List<(int Input, long Offset)> Packed { get; } = [];

    public Kernel? Kernel { get; private set; }

    /// <summary>Whether the kernel is run by the engine thread alone.</summary>
    public bool IsSmall { get; private set; }

    public long ScratchOffset { get; set; }

    /// <summary>Whether the output is the input's memory under another shape.</summary>
    public bool IsView => Op is Reshape or LayoutView or RowsView;

    /// <summary>Multiply-adds; chains of elementwise ops count none.</summary>
    public long Macs => Op is TileProgram ? 0 : Op.Macs(
        [.. Inputs.Select(v => new TensorSpec(v.Operand.Shape, v.Operand.DType))],
        [.. Outputs.Select(v => new TensorSpec(v.Operand.Shape, v.Operand.DType))]);

    /// <summary>Chooses the kernel.</summary>
    public void ChooseKernel()
    {
        IsSmall = SmallWork.Is(this);
        var isAlone = Workers.IsAlone;
        Workers.IsAlone |= IsSmall;
        try
        {
            Kernel = KernelCatalog.Create(
                Op, [.. Inputs.Select(v => v.Operand)], [.. Outputs.Select(v => v.Operand)]);
        }
        finally
        {
            Workers.IsAlone = isAlone;
        }
    }

    /// <summary>Runs the kernel.</summary>
    public void Run(KernelMemory memory)
    {
        var isAlone = Workers.IsAlone;
        Workers.IsAlone |= IsSmall;
        try
        {
            Kernel?.Run(memory.Inputs, memory.Outputs, memory.Scratch);
        }
        finally
        {
            Workers.IsAlone = isAlone;
        }
    }

    public override string ToString() => Origin?.ToString() ?? Op.Name;
}
