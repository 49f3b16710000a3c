using Vireo.Kernels;
using Vireo.Ops;

namespace Vireo.Graph.Passes;

/// <summary>What part an instruction has in a plan with brain floats.</summary>
internal enum PrecisionRole
{
    /// <summary>Reads and writes single precision, as losses, statistics and updates.</summary>
    Exact,

    /// <summary>Computes in single precision what it reads in any type; its result is stored as its operands
    /// are.</summary>
    Follows,

    /// <summary>Moves elements: they have one type before and after.</summary>
    Moves,

    /// <summary>Adds up brain floats in single precision.</summary>
    Adds,

    /// <summary>Has a kernel whose data are brain floats.</summary>
    Brain,
}

/// <summary>The policy: which ops take brain floats, as which operands.</summary>
internal sealed class PrecisionRoles
{
    private readonly Dictionary<Instruction, PrecisionRole> _roles = [];
    private readonly Precision _precision;

    /// <summary>Finds the part of every instruction.</summary>
    public PrecisionRoles(PlanGraph graph, Precision precision)
    {
        _precision = precision;
        foreach (var instruction in graph.Instructions) _roles[instruction] = Wanted(instruction);
        var uses = new ValueUses(graph);
        KeepLossesExact(graph, uses);
    }

    /// <summary>The part of an instruction.</summary>
    public PrecisionRole this[Instruction instruction] => _roles[instruction];

    /// <summary>Whether the kernels also write their sums unrounded, when that is what readers want.</summary>
    public static bool WritesEither(Op op) => op is Conv2d or Conv2dBackwardData or MatMul or ElementwiseOp;

    private PrecisionRole Wanted(Instruction instruction)
    {
        var op = instruction.Op;
        var rule = _precision.Rules.FirstOrDefault(r => r.Op == op.Name);
        if (rule is { Op: not null, Type: DType.F32 }) return PrecisionRole.Exact;
        return op switch
        {
            ElementwiseOp => PrecisionRole.Follows,
            _ when instruction.Outputs[0].Operand.DType != DType.F32 => PrecisionRole.Exact,
            Reshape or Transpose or Slice or Unslice or Concat or Flip or Roll => PrecisionRole.Moves,
            _ when !BrainOperands.IsTakenBy(op) || !HasKernel(instruction) => PrecisionRole.Exact,
            Sum => PrecisionRole.Adds,
            _ => PrecisionRole.Brain,
        };
    }

    /// <summary>Whether a kernel faster than the reference takes the operands in brain floats.</summary>
    private static bool HasKernel(Instruction instruction)
    {
        var op = instruction.Op;
        Operand Place(Operand operand, bool isImage) => operand with
        {
            Layout = operand.Shape.Rank == 4 && op.Layouts != LayoutRule.RowMajor && isImage
                ? Layout.ChannelsLast
                : operand.Layout,
        };
        var (inputs, outputs) = BrainOperands.Of(op,
            [.. instruction.Inputs.Select((v, i) => Place(v.Operand, op.IsImageInput(i)))],
            [.. instruction.Outputs.Select((v, i) => Place(v.Operand, op.IsImageOutput(i)))]);
        return KernelCatalog.TryCreate(Backend.OneDnn, op, inputs, outputs) is not null
            || KernelCatalog.TryCreate(Backend.Managed, op, inputs, outputs) is not null;
    }

    /// <summary>What only moves or combines elements follows its neighbours where it lies between ops with brain
    /// floats: before one of them in the forward pass, behind one of them in the backward pass. All else, losses above
    /// all, stays exact.</summary>
    private void KeepLossesExact(PlanGraph graph, ValueUses uses)
    {
        var between = new HashSet<Instruction>();
        foreach (var instruction in graph.Instructions.Where(IsBackward))
        {
            if (instruction.Inputs.Any(v => v.Producer is { } p && IsBackward(p) && IsNear(p)))
                between.Add(instruction);
        }

        foreach (var instruction in Enumerable.Reverse(graph.Instructions).Where(i => !IsBackward(i)))
        {
            if (instruction.Outputs.SelectMany(uses.Readers).Any(r => !IsBackward(r) && IsNear(r)))
                between.Add(instruction);
        }

        foreach (var (instruction, role) in _roles.ToArray())
        {
            if (role is PrecisionRole.Follows or PrecisionRole.Moves && !between.Contains(instruction))
                _roles[instruction] = PrecisionRole.Exact;
        }

        bool IsNear(Instruction other) => _roles[other] == PrecisionRole.Brain || between.Contains(other);
    }

    private static bool IsBackward(Instruction instruction) => instruction.Origin is { IsBackward: true };
}
