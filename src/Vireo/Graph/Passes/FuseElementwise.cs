using Vireo.Ops;

namespace Vireo.Graph.Passes;

/// <summary>Joins elementwise instructions over the same elements into one that runs tile by tile, so that what lies
/// between them stays in the cache and needs no memory.</summary>
internal sealed class FuseElementwise
{
    private readonly List<Instruction> _instructions;
    private readonly HashSet<Instruction> _late;
    private readonly Dictionary<Instruction, int> _place = [];
    private readonly Dictionary<Instruction, Group> _groups = [];

    private FuseElementwise(PlanGraph graph)
    {
        _instructions = graph.Instructions;
        _late = LateWork.Of(graph);
        for (var i = 0; i < _instructions.Count; i++) _place[_instructions[i]] = i;
    }

    /// <summary>Members in their order, all with outputs of one shape and layout, computed in one type.</summary>
    private sealed class Group
    {
        public List<Instruction> Members { get; } = [];
    }

    public static void Run(PlanGraph graph)
    {
        var pass = new FuseElementwise(graph);
        foreach (var instruction in graph.Instructions)
        {
            if (instruction.Op is ElementwiseOp) pass.Place(instruction);
        }

        pass.Rewrite(graph);
    }

    /// <summary>The type in which an instruction computes: double where single precision would lose
    /// something.</summary>
    public static DType ComputeType(Instruction instruction)
    {
        foreach (var value in instruction.Inputs.Concat(instruction.Outputs))
        {
            if (value.Operand.DType is DType.F64 or DType.I32 or DType.I64) return DType.F64;
        }

        return DType.F32;
    }

    private void Place(Instruction instruction)
    {
        Group? home = null;
        foreach (var input in instruction.Inputs)
        {
            if (input.Producer is not { } producer || !_groups.TryGetValue(producer, out var group) || group == home)
                continue;
            if (!Alike(instruction, producer)) continue;
            if (home is null)
            {
                if (!Depends(instruction.Inputs, group)) Join(home = group, instruction);
            }
            else if (!Depends(group.Members.SelectMany(m => m.Inputs), home, group)
                && !Depends(home.Members.SelectMany(m => m.Inputs), group, home))
            {
                foreach (var member in group.Members) Join(home, member);
            }
        }

        if (home is null) Join(new Group(), instruction);
    }

    private void Join(Group group, Instruction instruction)
    {
        group.Members.Add(instruction);
        _groups[instruction] = group;
    }

    private bool Alike(Instruction a, Instruction b)
    {
        var (x, y) = (a.Outputs[0].Operand, b.Outputs[0].Operand);
        return x.Shape == y.Shape && x.Layout == y.Layout && ComputeType(a) == ComputeType(b)
            && a.Origin?.IsBackward == b.Origin?.IsBackward && a.IsConstant == b.IsConstant
            && _late.Contains(a) == _late.Contains(b);
    }

    /// <summary>Whether any of the values depends on a member of the group by way of an instruction outside
    /// it.</summary>
    /// <param name="values">Inputs of an instruction, or of all members of another group.</param>
    /// <param name="group">The group.</param>
    /// <param name="own">That other group.</param>
    private bool Depends(IEnumerable<Value> values, Group group, Group? own = null)
    {
        var seen = new HashSet<object>();
        var pending = new Stack<Instruction>();
        // A unit runs as a whole: what any member of a group needs, all need, so it is looked at once. The place of an
        // instruction says nothing here: behind an early one may stand a group with late members.
        void Push(Instruction producer)
        {
            if (seen.Add(_groups.TryGetValue(producer, out var unit) ? unit : producer)) pending.Push(producer);
        }

        foreach (var value in values)
        {
            if (value.Producer is not { } producer) continue;
            // Direct inputs from members are no detour.
            var home = _groups.GetValueOrDefault(producer);
            if (home is null || (home != group && home != own)) Push(producer);
        }

        while (pending.TryPop(out var next))
        {
            IEnumerable<Instruction> unit = _groups.TryGetValue(next, out var other) ? other.Members : [next];
            foreach (var input in unit.SelectMany(m => m.Inputs))
            {
                if (input.Producer is not { } producer) continue;
                if (_groups.GetValueOrDefault(producer) == group) return true;
                Push(producer);
            }
        }

        return false;
    }

    private void Rewrite(PlanGraph graph)
    {
        var uses = new Dictionary<Value, int>();
        foreach (var input in _instructions.SelectMany(i => i.Inputs)) uses[input] = uses.GetValueOrDefault(input) + 1;
        foreach (var kept in graph.Outputs.Concat(graph.Updates.Select(u => u.Value))) uses[kept] = int.MaxValue / 2;
        if (graph.Guard is not null) uses[graph.Guard] = int.MaxValue / 2;

        var result = new List<Instruction>(_instructions.Count);
        var done = new HashSet<Group>();
        foreach (var instruction in _instructions)
        {
            if (!_groups.TryGetValue(instruction, out var group)) result.Add(instruction);
            else if (done.Add(group))
            {
                group.Members.Sort((a, b) => _place[a].CompareTo(_place[b]));
                result.Add(Fused(group, uses));
            }
        }

        graph.Instructions = result;
    }

    private static Instruction Fused(Group group, Dictionary<Value, int> uses)
    {
        var program = new TileProgram.Builder(ComputeType(group.Members[0]));
        foreach (var member in group.Members) program.Add((ElementwiseOp)member.Op, member.Inputs, member.Outputs[0]);
        foreach (var output in group.Members.Select(m => m.Outputs[0]))
        {
            var inside = group.Members.Sum(m => m.Inputs.Count(v => v == output));
            if (uses.GetValueOrDefault(output) > inside) program.Keep(output);
        }

        var built = program.Build();
        var instruction = new Instruction
        {
            Op = built, Inputs = program.Inputs, Outputs = program.Outputs,
            Origin = group.Members.MaxBy(m => m.Origin?.Id ?? 0)?.Origin,
            IsConstant = group.Members[0].IsConstant,
        };
        foreach (var output in instruction.Outputs) output.Producer = instruction;
        return instruction;
    }
}
