using Vireo.Kernels;
using Vireo.Ops;

namespace Vireo.Graph.Passes;

/// <summary>Lets a plan compute in brain floats: values between ops that take them are stored as such, and casts stand
/// where a value is wanted in both types, once for all its readers: a weight is rounded once per step.</summary>
internal sealed class AssignPrecision
{
    private readonly PlanGraph _graph;
    private readonly PrecisionRoles _roles;
    private readonly ValueUses _uses;
    private readonly HashSet<Value> _brain = [];
    private readonly Dictionary<(Value, DType), Value> _casts = [];
    private readonly List<Instruction> _result = [];

    private AssignPrecision(PlanGraph graph, Precision precision) =>
        (_graph, _roles, _uses) = (graph, new(graph, precision), new(graph));

    /// <returns>What was done, for listings.</returns>
    public static string Run(PlanGraph graph, Precision precision)
    {
        var pass = new AssignPrecision(graph, precision);
        foreach (var instruction in graph.Instructions) pass.Propose(instruction);
        foreach (var instruction in Enumerable.Reverse(graph.Instructions)) pass.Reconsider(instruction);
        foreach (var value in pass._brain)
        {
            value.Operand = value.Operand with { DType = DType.BF16 };
            value.MayStayWide = true;
        }

        foreach (var instruction in graph.Instructions) pass.Rewrite(instruction);
        pass.ReturnSingles();
        graph.Instructions = pass._result;
        var count = graph.Instructions.Count(i =>
            !i.IsView && i.Inputs.Concat(i.Outputs).Any(v => v.Operand.DType == DType.BF16));
        return $"{count} of {graph.Instructions.Count(i => !i.IsView)} ops in bf16, {pass._casts.Count} casts";
    }

    /// <summary>Brain floats come from ops that make them and go on through what follows.</summary>
    private void Propose(Instruction instruction)
    {
        if (_roles[instruction] == PrecisionRole.Brain)
        {
            _brain.UnionWith(instruction.Outputs.Where((v, i) => BrainOperands.IsWritten(instruction.Op, i)));
            return;
        }

        var output = instruction.Outputs[0];
        if (output.Operand.DType != DType.F32) return;
        var isBrain = _roles[instruction] switch
        {
            PrecisionRole.Moves => instruction.Inputs.Any(_brain.Contains),
            PrecisionRole.Follows => instruction.Inputs.Any(
                v => _brain.Contains(v) && v.Operand.Shape.Count == output.Operand.Shape.Count),
            _ => false,
        };
        if (isBrain) _brain.Add(output);
    }

    /// <summary>What nobody reads as brain floats stays single where its kernel can write that.</summary>
    private void Reconsider(Instruction instruction)
    {
        var output = instruction.Outputs[0];
        var isFree = _roles[instruction] == PrecisionRole.Moves || PrecisionRoles.WritesEither(instruction.Op);
        if (isFree && !_uses.Readers(output).Any(reader => Wants(reader, output))) _brain.Remove(output);
    }

    private bool Wants(Instruction reader, Value value) => _roles[reader] switch
    {
        PrecisionRole.Brain => reader.Inputs.Index().Any(v => v.Item == value
            && BrainOperands.IsData(reader.Op, v.Index)),
        PrecisionRole.Adds => true,
        PrecisionRole.Moves => _brain.Contains(reader.Outputs[0]),
        PrecisionRole.Follows => _brain.Contains(reader.Outputs[0])
            || reader.Outputs[0].Operand.DType is not (DType.F32 or DType.F64),
        _ => false,
    };

    private void Rewrite(Instruction instruction)
    {
        var role = _roles[instruction];
        for (var i = 0; i < instruction.Inputs.Length; i++)
        {
            var type = instruction.Inputs[i].Operand.DType;
            if (type is not (DType.F32 or DType.BF16) || instruction.Op is ElementwiseOp) continue;
            if (role == PrecisionRole.Adds) continue;
            var wanted = role switch
            {
                PrecisionRole.Brain when BrainOperands.IsData(instruction.Op, i) => DType.BF16,
                PrecisionRole.Moves => instruction.Outputs[0].Operand.DType,
                _ => DType.F32,
            };
            // What was in brain floats before this pass stays as its graph has it.
            if (type != wanted && (wanted == DType.BF16 || _brain.Contains(instruction.Inputs[i])))
                instruction.Inputs[i] = Cast(instruction.Inputs[i], wanted, instruction.Origin);
        }

        _result.Add(instruction);
    }

    /// <summary>What leaves the plan is single.</summary>
    private void ReturnSingles()
    {
        for (var i = 0; i < _graph.Outputs.Length; i++)
        {
            if (_brain.Contains(_graph.Outputs[i])) _graph.Outputs[i] = Cast(_graph.Outputs[i], DType.F32, null);
        }

        for (var i = 0; i < _graph.Updates.Length; i++)
        {
            var (variable, value) = _graph.Updates[i];
            if (_brain.Contains(value)) _graph.Updates[i] = (variable, Cast(value, DType.F32, null));
        }
    }

    private Value Cast(Value value, DType type, Node? origin)
    {
        if (_casts.TryGetValue((value, type), out var known)) return known;
        var cast = PlanGraph.NewInstruction(
            new Cast { To = type }, [value], value.Operand with { DType = type }, origin ?? value.Producer?.Origin);
        _result.Add(cast);
        return _casts[(value, type)] = cast.Outputs[0];
    }
}
