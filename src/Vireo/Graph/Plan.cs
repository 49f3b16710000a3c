using System.Diagnostics;
using Vireo.Graph.Passes;
using Vireo.Native;
using Vireo.Ops;
using Vireo.Profiling;

namespace Vireo.Graph;

/// <summary>A compiled graph: kernels in their order, every value at its place in one arena. Runs again and again
/// without allocating.</summary>
internal sealed class Plan
{
    private readonly PlanGraph _graph;
    private readonly List<Instruction> _constants;
    private readonly List<Instruction> _work;
    private readonly int[] _kept;
    private readonly long[] _versions;
    private readonly (int Variable, Value Value)[] _copies;
    private readonly int _guardPlace;
    private readonly Variable?[] _bound;
    private Dictionary<Instruction, ProfileSpan>? _described;
    private AlignedMemory? _arena;

    /// <summary>Compiles.</summary>
    /// <param name="capture">What is to be computed.</param>
    /// <param name="passes">The optional passes that run; by default as the environment has it.</param>
    public Plan(Capture capture, PassSwitch? passes = null)
    {
        passes ??= PassSwitch.Default;
        _graph = PlanGraph.From(capture);
        Notes = Pipeline.Run(_graph, passes, capture.Repeats);
        foreach (var instruction in _graph.Instructions.Where(i => !i.IsView))
        {
            instruction.ChooseKernel();
        }

        if (capture.Repeats && passes.Allows(PassSwitch.Constants)) ChoosePacked();
        ArenaBytes = PlanMemory.Run(_graph, _graph.Instructions.Count(i => i.IsConstant));
        _constants = [.. _graph.Instructions.Where(i => !i.IsView && i.IsConstant)];
        _work = [.. _graph.Instructions.Where(i => !i.IsView && !i.IsConstant)];
        _kept = [.. Enumerable.Range(0, _graph.Variables.Length)
            .Where(i => HoistConstants.IsKept(_graph, _graph.Variables[i]))];
        _versions = new long[_kept.Length];
        _copies = [.. _graph.Updates.Where(u => u.Value.Target != u.Variable)];
        _guardPlace = _graph.GuardProducer is { } p ? _work.IndexOf(p) : -1;
        _bound = new Variable?[_graph.Variables.Length];
    }

    /// <summary>What the passes did, one line for each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Bytes of the arena: the exact peak of all intermediate values and working memory.</summary>
    public long ArenaBytes { get; }

    /// <summary>Bytes of new values that cannot be written straight into their variables and are copied there at the
    /// end.</summary>
    public long CopiedBytes => _copies.Sum(c => c.Value.Operand.Bytes);

    /// <summary>What runs every time, in order.</summary>
    public IReadOnlyList<Instruction> Instructions => _work;

    /// <summary>Multiply-adds of one run.</summary>
    public long Macs => _work.Sum(i => i.Macs);

    /// <summary>What a profile says of every kernel.</summary>
    public IReadOnlyDictionary<Instruction, ProfileSpan> Described => _described ??= StepRecorder.Describe(_graph);

    /// <summary>Runs everything and returns the wanted values.</summary>
    /// <param name="feeds">Data given from outside, by feed number.</param>
    /// <param name="variables">Variables, by variable number.</param>
    /// <param name="recorder">Told what every part of the run took; null for nobody.</param>
    /// <exception cref="NonFiniteException">The guard is not finite; no variable was written.</exception>
    /// <exception cref="InvalidOperationException">The type of a variable has changed since the graph was
    /// built.</exception>
    public Materialised[] Run(
        IReadOnlyList<Materialised> feeds, IReadOnlyList<Variable> variables, StepRecorder? recorder = null)
    {
        var start = Stopwatch.GetTimestamp();
        if (Bind(feeds, variables)) ComputeConstants();
        recorder?.Did("bind and constants", StepPhase.Forward, 0, start);
        // Nothing computes a guard that is data or a variable.
        if (_guardPlace < 0 && !double.IsFinite(Number(_graph.Guard))) throw Blame();
        for (var i = 0; i < _work.Count; i++)
        {
            var instruction = _work[i];
            if (recorder is not null) start = Stopwatch.GetTimestamp();
            instruction.Run();
            recorder?.Ran(instruction, start);
            if (i == _guardPlace && !double.IsFinite(Number(_graph.Guard))) throw Blame();
        }

        start = Stopwatch.GetTimestamp();
        var results = new Materialised[_graph.Outputs.Length];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = Materialised.Rent(_graph.Outputs[i].Operand);
            Memory(_graph.Outputs[i]).Span<byte>().CopyTo(results[i].Slice.Span<byte>());
        }

        recorder?.Did("copy results", StepPhase.Forward, 2 * _graph.Outputs.Sum(o => o.Operand.Bytes), start);
        start = Stopwatch.GetTimestamp();
        foreach (var (variable, value) in _copies)
        {
            Memory(value).Span<byte>().CopyTo(variables[variable].Memory.Span<byte>(0, (int)value.Operand.Bytes));
        }

        foreach (var (variable, _) in _graph.Updates) variables[variable].Touch();

        recorder?.Did("copy variables", StepPhase.Update, 2 * CopiedBytes, start);
        return results;
    }

    /// <summary>Constants that a kernel wants in a form of its own are brought into it once.</summary>
    private void ChoosePacked()
    {
        foreach (var instruction in _graph.Instructions.Where(i => i is { IsConstant: false, Kernel: not null }))
        {
            for (var i = 0; i < instruction.Inputs.Length; i++)
            {
                if (instruction.Kernel?.PackedBytes(i) is not > 0) continue;
                if (!HoistConstants.IsConstant(_graph, instruction.Inputs[i])) continue;
                instruction.Kernel.UsePacked(i);
                instruction.Packed.Add((i, 0));
            }
        }
    }

    private void ComputeConstants()
    {
        Pack(null);
        foreach (var constant in _constants)
        {
            constant.Run();
            Pack(constant);
        }

        for (var i = 0; i < _kept.Length; i++) _versions[i] = _variables[_kept[i]].Version;
    }

    /// <summary>Packs what a constant has just computed, before its memory serves another; null packs
    /// variables.</summary>
    private void Pack(Instruction? producer)
    {
        foreach (var instruction in _work)
        {
            foreach (var (input, _) in instruction.Packed)
            {
                var value = instruction.Inputs[input];
                if (value.Computer != producer) continue;
                instruction.Kernel?.Pack(input, Memory(value), instruction.InputMemory[input]);
            }
        }
    }

    /// <summary>Points every kernel at its memory; variables and data may be others than at the last run.</summary>
    /// <returns>Whether constants have to be computed.</returns>
    private bool Bind(IReadOnlyList<Materialised> feeds, IReadOnlyList<Variable> variables)
    {
        var first = _arena is null;
        _arena ??= new AlignedMemory(ArenaBytes);
        for (var i = 0; i < variables.Count; i++)
        {
            variables[i].Require(_graph.Variables[i].Operand.DType);
            first |= _bound[i] != variables[i];
            _bound[i] = variables[i];
        }

        _feeds = feeds;
        _variables = variables;
        foreach (var instruction in first ? _constants.Concat(_work) : _work)
        {
            if (first)
            {
                instruction.InputMemory = [.. instruction.Inputs.Select(Memory)];
                foreach (var (input, offset) in instruction.Packed)
                {
                    instruction.InputMemory[input] = new(_arena, offset, instruction.Kernel?.PackedBytes(input) ?? 0);
                }

                instruction.OutputMemory = [.. instruction.Outputs.Select(Memory)];
                var scratch = instruction.Kernel?.ScratchBytes ?? 0;
                if (scratch > 0) instruction.Scratch = new(_arena, instruction.ScratchOffset, scratch);
                continue;
            }

            for (var i = 0; i < instruction.Inputs.Length; i++)
            {
                if (instruction.Inputs[i].Storage.Feed >= 0) instruction.InputMemory[i] = Memory(instruction.Inputs[i]);
            }
        }

        for (var i = 0; i < _kept.Length; i++) first |= variables[_kept[i]].Version != _versions[i];
        return first;
    }

    private IReadOnlyList<Materialised> _feeds = [];
    private IReadOnlyList<Variable> _variables = [];

    private MemorySlice Memory(Value value)
    {
        var storage = value.Storage;
        var bytes = value.Operand.Bytes;
        if (storage.Feed >= 0) return _feeds[storage.Feed].Slice;
        if (storage.Variable is not null) return new(_variables[VariableNumber(storage)].Memory, 0, bytes);
        if (storage.Target is { } target) return new(_variables[target].Memory, 0, bytes);
        return _arena is { } arena
            ? new(arena, storage.Offset, bytes)
            : throw new InvalidOperationException("the plan has no memory yet");
    }

    private int VariableNumber(Value value) => Array.IndexOf(_graph.Variables, value);

    private double Number(Value? value) =>
        value is null ? 0 : HostData.Load(Memory(value), value.Operand)[0];

    /// <summary>Runs the step again, looking at every value as soon as it is there, and names the first bad
    /// one.</summary>
    private NonFiniteException Blame()
    {
        foreach (var instruction in _constants.Concat(_work.Take(_guardPlace + 1)))
        {
            // A chain may write over what it reads.
            double[][] inputs = instruction.Op is TileProgram
                ? [.. instruction.Inputs.Select(v => HostData.Load(Memory(v), v.Operand))]
                : [];
            instruction.Run();
            foreach (var output in instruction.Outputs.Where(o => o.Operand.DType.IsFloat))
            {
                var values = HostData.Load(Memory(output), output.Operand);
                var bad = Array.FindIndex(values, v => !double.IsFinite(v));
                if (bad < 0) continue;
                var own = (instruction.Op as Batch)?.MemberOf(output) ?? instruction;
                return Named(own, inputs, output.Operand.Shape, bad, values[bad]);
            }
        }

        return new NonFiniteException("the guard", null, false, Shape.Scalar, Number(_graph.Guard), 0);
    }

    private static NonFiniteException Named(
        Instruction instruction, double[][] inputs, Shape shape, int place, double value)
    {
        double Input(int i) => inputs[i][new BroadcastCursor(instruction.Inputs[i].Operand.Shape, shape).At(place)];
        var origin = (instruction.Op as TileProgram)?.FirstBad(Input) ?? instruction.Origin;
        var elementsPerRow = shape.Rank > 0 ? shape.Count / shape[0] : 1;
        return new NonFiniteException(
            origin?.Op.Name ?? instruction.Op.Name, origin?.Label, origin?.IsBackward ?? false, shape, value,
            (int)(place / elementsPerRow));
    }
}
