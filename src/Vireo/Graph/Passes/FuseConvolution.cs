using Vireo.Kernels;
using Vireo.Ops;

namespace Vireo.Graph.Passes;

/// <summary>Lets a convolution add a residual and apply an activation to its result while that is still in registers,
/// where a kernel for this exists. Not for steps with a guard: the library's activations hide NaN from it.</summary>
internal static class FuseConvolution
{
    public static void Run(PlanGraph graph)
    {
        var uses = new ValueUses(graph);
        var fused = new Dictionary<Instruction, Instruction>();
        var gone = new HashSet<Instruction>();
        foreach (var convolution in graph.Instructions.Where(i => i.Op is Conv2d))
        {
            if (Fused(convolution, uses, gone) is not var (last, replacement)) continue;
            fused[last] = replacement;
            replacement.Outputs[0].Producer = replacement;
        }

        graph.Instructions = [.. graph.Instructions
            .Where(i => !gone.Contains(i) || fused.ContainsKey(i)).Select(i => fused.GetValueOrDefault(i, i))];
    }

    /// <summary>The chain behind a convolution as one instruction that stands where the chain ends.</summary>
    private static (Instruction Last, Instruction Replacement)? Fused(
        Instruction convolution, ValueUses uses, HashSet<Instruction> gone)
    {
        var op = new FusedConvolution { Convolution = (Conv2d)convolution.Op };
        var (inputs, last) = (convolution.Inputs, convolution);
        var chain = new List<Instruction> { convolution };
        if (inputs.Length > 2 && uses.OnlyReader(last.Outputs[0]) is { Op: Add } add
            && !gone.Contains(add) && Addend(add, last) is { } addend)
        {
            op = op with { HasAddend = true };
            (inputs, last) = ([.. inputs, addend], add);
            chain.Add(add);
        }

        if (uses.OnlyReader(last.Outputs[0]) is { Op: UnaryOp function } activation)
        {
            op = op with { Function = function };
            last = activation;
            chain.Add(activation);
        }

        if (last == convolution || !HasKernel(op, inputs, last.Outputs[0])) return null;
        gone.UnionWith(chain);
        return (last, new() { Op = op, Inputs = inputs, Outputs = last.Outputs, Origin = convolution.Origin });
    }

    /// <summary>What is added to a convolution's result, when it is another image of the same shape.</summary>
    private static Value? Addend(Instruction add, Instruction convolution)
    {
        var result = convolution.Outputs[0];
        var other = add.Inputs[0] == result ? add.Inputs[1] : add.Inputs[0];
        return other != result && other.Operand.Shape == result.Operand.Shape ? other : null;
    }

    private static bool HasKernel(FusedConvolution op, Value[] inputs, Value output)
    {
        Operand Image(Value value) => value.Operand with { Layout = Layout.ChannelsLast };
        Operand[] operands = [.. inputs.Select((v, i) => op.IsImageInput(i) ? Image(v) : v.Operand)];
        return KernelCatalog.TryCreate(Backend.OneDnn, op, operands, [Image(output)]) is not null;
    }
}
