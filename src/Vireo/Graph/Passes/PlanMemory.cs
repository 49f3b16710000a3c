namespace Vireo.Graph.Passes;

/// <summary>Gives every value a place in one arena; values that are never alive together may share it. Larger values
/// are placed first, each at the lowest place that is free for its whole life.</summary>
internal sealed class PlanMemory
{
    private const long Alignment = 64;

    private readonly PlanGraph _graph;
    private readonly int _constants;
    private readonly Dictionary<Value, (int Birth, int Death)> _lives = [];

    private PlanMemory(PlanGraph graph, int constants) => (_graph, _constants) = (graph, constants);

    private sealed record Block(int Birth, int Death, long Bytes, Action<long> Assign)
    {
        public long Offset { get; set; } = -1;

        public bool Stays { get; init; }
    }

    /// <param name="graph">Instructions in the order in which they run.</param>
    /// <param name="constants">How many at the start run once only: their results stay.</param>
    /// <returns>Bytes of the arena, and how many of them, at its start, hold what stays from run to run.</returns>
    public static (long Bytes, long Staying) Run(PlanGraph graph, int constants)
    {
        var pass = new PlanMemory(graph, constants);
        pass.ResolveViews();
        pass.WriteUpdatesInPlace();
        pass.MeasureLives();
        pass.ReuseDyingInputs();
        var blocks = pass.Blocks();
        var staying = Place([.. blocks.Where(b => b.Stays)], 0);
        return (Place([.. blocks.Where(b => !b.Stays)], staying), staying);
    }

    private void ResolveViews()
    {
        foreach (var instruction in _graph.Instructions.Where(i => i.IsView))
        {
            instruction.Outputs[0].Storage = instruction.Inputs[0].Storage;
        }
    }

    /// <summary>A new value goes straight into its variable when it is made after the guard and nobody reads the old
    /// value later.</summary>
    private void WriteUpdatesInPlace()
    {
        var guard = _graph.GuardProducer is { } p ? _graph.Instructions.IndexOf(p) : -1;
        var lastRead = new Dictionary<Value, int>();
        for (var i = 0; i < _graph.Instructions.Count; i++)
        {
            foreach (var input in _graph.Instructions[i].Inputs) lastRead[input.Storage] = i;
        }

        var places = _graph.Instructions.Index().ToDictionary(e => e.Item, e => e.Index);
        foreach (var (number, value) in _graph.Updates)
        {
            var variable = _graph.Variables[number];
            if (value.Producer is not { IsView: false, IsConstant: false } producer || value.IsVariable) continue;
            if (value.Target is not null || value.Operand.Bytes != variable.Operand.Bytes) continue;
            var place = places[producer];
            var old = lastRead.GetValueOrDefault(variable, -1);
            if (place <= guard || old > place || _graph.Outputs.Any(o => o.Storage == variable)) continue;
            if (old == place && !MayOverwrite(producer, variable, value)) continue;
            value.Target = number;
        }
    }

    /// <summary>Whether an instruction may write an output over one of its inputs: only programs may, and of a batch
    /// only the program that alone reads it.</summary>
    private static bool MayOverwrite(Instruction instruction, Value input, Value output)
    {
        if (instruction.Op is Batch batch)
        {
            var member = batch.MemberOf(output);
            var reads = instruction.Inputs.Count(v => v.Storage == input.Storage);
            if (reads != member.Inputs.Count(v => v.Storage == input.Storage)) return false;
            instruction = member;
        }

        return instruction.Op is TileProgram program && ReadsBeforeWriting(program, instruction, input, output);
    }

    /// <summary>Whether a program may write an output over one of its inputs: element by element, and never reading the
    /// input again after the line that writes.</summary>
    private static bool ReadsBeforeWriting(TileProgram program, Instruction instruction, Value input, Value output)
    {
        var (from, to) = (input.Operand, output.Operand);
        if (from.Shape != to.Shape || from.DType != to.DType) return false;
        if (from.Layout != to.Layout && !AssignLayouts.IsTrivial(from.Shape)) return false;
        var writes = program.Results[Array.IndexOf(instruction.Outputs, output)];
        for (var i = 0; i < instruction.Inputs.Length; i++)
        {
            if (instruction.Inputs[i].Storage != input.Storage) continue;
            var read = new TileProgram.TileOperand(TileProgram.From.Input, i);
            for (var line = writes + 1; line < program.Lines.Count; line++)
            {
                var l = program.Lines[line];
                if (l.A == read || l.B == read || l.C == read) return false;
            }

            if (instruction.Inputs[i].Operand.Shape != to.Shape) return false;
        }

        return true;
    }

    private void MeasureLives()
    {
        for (var i = 0; i < _graph.Instructions.Count; i++)
        {
            foreach (var output in _graph.Instructions[i].Outputs.Where(o => o.Storage == o)) _lives[output] = (i, i);
            foreach (var (input, value) in _graph.Instructions[i].Inputs.Index()) Prolong(value, Until(i, input));
        }

        foreach (var kept in _graph.Outputs) Prolong(kept, int.MaxValue);
        foreach (var (_, value) in _graph.Updates.Where(u => u.Value.Target is null)) Prolong(value, int.MaxValue);
        if (_graph.Guard is not null) Prolong(_graph.Guard, int.MaxValue);
    }

    /// <summary>How long an input of an instruction must live: what runs every time needs constants for ever, but those
    /// that are packed only until that is done, right after they are computed.</summary>
    private int Until(int place, int input)
    {
        var instruction = _graph.Instructions[place];
        var isConstant = place < _constants || HoistConstants.IsConstant(_graph, instruction.Inputs[input]);
        if (place < _constants || !isConstant) return place;
        return instruction.Packed.Exists(p => p.Input == input) ? 0 : int.MaxValue;
    }

    private void Prolong(Value value, int until)
    {
        if (_lives.TryGetValue(value.Storage, out var life))
            _lives[value.Storage] = (life.Birth, Math.Max(life.Death, until));
    }

    private void ReuseDyingInputs()
    {
        for (var i = 0; i < _graph.Instructions.Count; i++)
        {
            var instruction = _graph.Instructions[i];
            if (instruction.Kernel?.Accumulator is { } accumulator) ReuseAccumulator(i, instruction, accumulator);
            if (instruction.Op is not (TileProgram or Batch)) continue;
            var taken = new HashSet<Value>();
            foreach (var output in instruction.Outputs.Where(o => o.Target is null))
            {
                var own = (instruction.Op as Batch)?.MemberOf(output) ?? instruction;
                var donor = own.Inputs.FirstOrDefault(v =>
                    !taken.Contains(v.Storage) && v.Storage.Target is null
                    && _lives.TryGetValue(v.Storage, out var life) && life.Death == i
                    && v.Storage.Operand.Bytes == v.Operand.Bytes
                    && MayOverwrite(instruction, v, output));
                if (donor is null) continue;
                taken.Add(donor.Storage);
                _lives[donor.Storage] = (_lives[donor.Storage].Birth, _lives[output].Death);
                _lives.Remove(output);
                Rehome(output, donor.Storage);
            }
        }
    }

    /// <summary>Lets an instruction add to an input that nobody needs afterwards, in its memory.</summary>
    private void ReuseAccumulator(int place, Instruction instruction, int accumulator)
    {
        var (donor, output) = (instruction.Inputs[accumulator].Storage, instruction.Outputs[0]);
        if (donor.Target is not null || output.Target is not null || instruction.IsConstant) return;
        if (!_lives.TryGetValue(donor, out var life) || life.Death != place) return;
        if (donor.Operand.Bytes != output.Operand.Bytes) return;
        if (instruction.Inputs.Where((v, i) => i != accumulator && v.Storage == donor).Any()) return;
        _lives[donor] = (life.Birth, _lives[output].Death);
        _lives.Remove(output);
        Rehome(output, donor);
    }

    /// <summary>Moves a value and its views into the memory of another.</summary>
    private void Rehome(Value from, Value to)
    {
        foreach (var value in _graph.Instructions.SelectMany(i => i.Outputs).Where(v => v.Storage == from))
            value.Storage = to;
    }

    private List<Block> Blocks()
    {
        var blocks = new List<Block>();
        foreach (var (value, life) in _lives.Where(l => l.Key.Target is null))
        {
            var stays = life.Death == int.MaxValue && value.Producer is { IsConstant: true };
            blocks.Add(new(life.Birth, life.Death, value.Operand.Bytes, offset => value.Offset = offset)
            {
                Stays = stays,
            });
        }

        for (var i = 0; i < _graph.Instructions.Count; i++)
        {
            var instruction = _graph.Instructions[i];
            var scratch = instruction.Kernel?.ScratchBytes ?? 0;
            if (scratch > 0) blocks.Add(new(i, i, scratch, offset => instruction.ScratchOffset = offset));
            for (var p = 0; p < instruction.Packed.Count; p++)
            {
                var (place, input) = (p, instruction.Packed[p].Input);
                blocks.Add(new(0, int.MaxValue, instruction.Kernel?.PackedBytes(input) ?? 0,
                    offset => instruction.Packed[place] = (input, offset)) { Stays = true });
            }
        }

        return blocks;
    }

    private static long Place(List<Block> blocks, long start)
    {
        blocks.Sort((a, b) => b.Bytes != a.Bytes ? b.Bytes.CompareTo(a.Bytes) : a.Birth.CompareTo(b.Birth));
        var placed = new List<Block>(blocks.Count); // ascending offsets
        var arena = start;
        foreach (var block in blocks)
        {
            var offset = start;
            foreach (var other in placed)
            {
                if (other.Death < block.Birth || other.Birth > block.Death) continue;
                if (offset + block.Bytes <= other.Offset) break;
                offset = Math.Max(offset, Align(other.Offset + other.Bytes));
            }

            block.Offset = offset;
            block.Assign(offset);
            var index = placed.FindIndex(p => p.Offset > offset);
            placed.Insert(index < 0 ? placed.Count : index, block);
            arena = Math.Max(arena, Align(offset + block.Bytes));
        }

        return arena;
    }

    private static long Align(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;
}
