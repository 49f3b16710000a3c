using Vireo.Ops;

namespace Vireo.Graph.Passes;

/// <summary>Lets a batch normalisation in training add a residual and apply an activation while it writes its result,
/// and its gradient take theirs on the way: what lies between is neither written nor read. What the gradient of the
/// activation needs is computed again from the images, or kept as one bit for every element.</summary>
internal sealed class FuseBatchNorm
{
    private readonly PlanGraph _graph;
    private readonly ValueUses _uses;
    private readonly Dictionary<Instruction, Instruction> _replaced = [];
    private readonly HashSet<Instruction> _gone = [];

    private FuseBatchNorm(PlanGraph graph) => (_graph, _uses) = (graph, new(graph));

    public static void Run(PlanGraph graph)
    {
        var pass = new FuseBatchNorm(graph);
        foreach (var norm in graph.Instructions)
        {
            if (norm.Op is BatchNormTraining && Fits(norm.Inputs[0])) pass.Fuse(norm);
        }

        if (pass._replaced.Count == 0) return;
        graph.Instructions = [.. graph.Instructions
            .Where(i => !pass._gone.Contains(i) || pass._replaced.ContainsKey(i))
            .Select(i => pass._replaced.GetValueOrDefault(i, i))];
        RemoveDead.Run(graph);
        graph.SortByNeed();
    }

    private static bool Fits(Value x) =>
        x.Operand is { DType: DType.F32 or DType.F64, Shape: { Rank: 2 or 4, Count: > 0 } };

    private void Fuse(Instruction norm)
    {
        var (result, last) = (norm.Outputs[0], norm);
        Value? addend = null;
        var sum = _uses.OnlyReader(result);
        if (sum is { Op: Add } && !_gone.Contains(sum) && Addend(sum, result) is { } other && !IsBehind(other, norm))
        {
            (result, last, addend) = (sum.Outputs[0], sum, other);
        }

        var back = _uses.Readers(norm.Inputs[0]).FirstOrDefault(i => IsGradient(i, norm));
        var activation = _uses.Readers(result)
            .FirstOrDefault(i => i.Op is Relu || (i.Op is HardSwish && addend is null));
        var gradient = activation is null || back is null
            ? null
            : ActivationGradient.Find(back, result, activation, _uses);
        var isFree = activation is not null && !_uses.IsKept(result)
            && _uses.Readers(result).All(i => i == activation || (gradient?.Inside.Contains(i) ?? false));
        if (!isFree) (activation, gradient) = (null, null);
        if (activation is null && addend is null) return;
        if (gradient is not null && addend is null && !_uses.IsOnly(gradient.Result)) gradient = null;

        _gone.UnionWith([norm, last]);
        last = activation ?? last;
        _gone.Add(last);
        var fused = Forward(norm, last, addend, (UnaryOp?)activation?.Op, gradient is not null);
        _replaced[last] = fused;
        if (gradient is not null && back is not null && activation is not null)
        {
            _replaced[back] = Backward(back, gradient, fused, (UnaryOp)activation.Op, addend is not null);
        }
    }

    /// <summary>What is added to a result, when it is another image of the same shape.</summary>
    private static Value? Addend(Instruction add, Value result)
    {
        var other = add.Inputs[0] == result ? add.Inputs[1] : add.Inputs[0];
        return other != result && other.Operand.Shape == result.Operand.Shape ? other : null;
    }

    /// <summary>Whether a value depends on an instruction.</summary>
    private static bool IsBehind(Value value, Instruction instruction)
    {
        var seen = new HashSet<Instruction>();
        var pending = new Stack<Value>([value]);
        while (pending.TryPop(out var next))
        {
            if (next.Producer is not { } producer || !seen.Add(producer)) continue;
            if (producer == instruction) return true;
            foreach (var input in producer.Inputs) pending.Push(input);
        }

        return false;
    }

    private static bool IsGradient(Instruction back, Instruction norm) =>
        back.Op is BatchNormBackward gradient && gradient.Epsilon == ((BatchNormTraining)norm.Op).Epsilon
        && back.Inputs[0] == norm.Inputs[0] && back.Inputs[2] == norm.Inputs[1]
        && back.Inputs[3] == norm.Outputs[1] && back.Inputs[4] == norm.Outputs[2];

    private static Instruction Forward(
        Instruction norm, Instruction last, Value? addend, UnaryOp? function, bool keeps)
    {
        var op = new FusedBatchNorm
        {
            Norm = (BatchNormTraining)norm.Op, HasAddend = addend is not null, Function = function, Keeps = keeps,
        };
        var x = norm.Inputs[0].Operand;
        var kept = op.Kept(new(x.Shape, x.DType));
        var fused = new Instruction
        {
            Op = op, Origin = norm.Origin,
            Inputs = addend is null ? norm.Inputs : [.. norm.Inputs, addend],
            Outputs =
            [
                last.Outputs[0], norm.Outputs[1], norm.Outputs[2],
                .. keeps ? new[] { PlanGraph.NewValue(new(kept.Shape, kept.DType)) } : [],
            ],
        };
        foreach (var output in fused.Outputs) output.Producer = fused;
        return fused;
    }

    private static Instruction Backward(
        Instruction back, ActivationGradient gradient, Instruction forward, UnaryOp function, bool hasAddend)
    {
        var op = new FusedBatchNormBackward
        {
            Norm = (BatchNormBackward)back.Op, Function = function, HasAddend = hasAddend,
        };
        Value[] last = hasAddend ? (gradient.Other is { } other ? [other] : []) : [forward.Inputs[2]];
        var (dy, kept) = (hasAddend ? gradient.First : gradient.Whole, forward.Outputs[3]);
        var fused = new Instruction
        {
            Op = op, Origin = back.Origin, Inputs = [back.Inputs[0], dy, .. back.Inputs[2..], kept, .. last],
            Outputs = hasAddend ? [gradient.Result, .. back.Outputs] : back.Outputs,
        };
        foreach (var output in fused.Outputs) output.Producer = fused;
        return fused;
    }
}
