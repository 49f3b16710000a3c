using System.Diagnostics;
using Vireo.Graph.Passes;
using Vireo.Native;
using Vireo.Ops;
using Vireo.Profiling;

namespace Vireo.Graph;

/// <summary>A compiled graph: kernels in their order, every value at its place in one arena. Runs again and again
/// without allocating.</summary>
internal sealed partial class Plan
{
    private readonly PlanGraph _graph;
    private readonly List<Instruction> _constants;
    private readonly List<Instruction> _work;
    private readonly int[] _kept;
    private readonly (int Variable, Value Value)[] _copies;
    private readonly int _guardPlace;
    private readonly long _bytes;
    private readonly long _staying;
    private Dictionary<Instruction, ProfileSpan>? _described;
    private AlignedMemory? _arena;

    /// <summary>Compiles.</summary>
    /// <param name="capture">What is to be computed.</param>
    /// <param name="passes">The optional passes that run; by default as the environment has it.</param>
    /// <param name="partMacs">Multiply-adds that a part of a batch has at least, when it is taken apart.</param>
    /// <param name="recompute">What is computed again instead of being kept; by default nothing.</param>
    public Plan(
        Capture capture, PassSwitch? passes = null, long partMacs = SplitBatch.PartMacs,
        RecomputeLevel? recompute = null)
        : this(Recipe.For(capture, passes ?? PassSwitch.Default, partMacs, recompute ?? RecomputeLevel.None))
    {
    }

    private Plan(Recipe recipe)
    {
        _recipe = recipe;
        var (capture, passes, parts, recompute) = recipe;
        _graph = PlanGraph.From(capture);
        Workers.IsAlone = parts > 1;
        try
        {
            Notes = [.. recipe.Notes, .. Pipeline.Run(_graph, passes, capture.Repeats, recompute)];
            foreach (var instruction in _graph.Instructions.Where(i => !i.IsView)) instruction.ChooseKernel();
        }
        finally
        {
            Workers.IsAlone = false;
        }

        if (capture.Repeats && passes.Allows(PassSwitch.Constants)) ChoosePacked();
        (_bytes, _staying) = PlanMemory.Run(_graph, _graph.Instructions.Count(i => i.IsConstant));
        _constants = [.. _graph.Instructions.Where(i => !i.IsView && i.IsConstant)];
        _work = [.. _graph.Instructions.Where(i => !i.IsView && !i.IsConstant)];
        _kept = [.. Enumerable.Range(0, _graph.Variables.Length)
            .Where(i => HoistConstants.IsKept(_graph, _graph.Variables[i]))];
        _fed = [.. _work.Index().SelectMany(w => w.Item.Inputs.Index()
            .Where(i => i.Item.Storage.Feed >= 0).Select(i => (w.Index, i.Index)))];
        _copies = [.. _graph.Updates.Where(u => u.Value.Target != u.Variable)];
        _guardPlace = _graph.GuardProducer is { } p ? _work.IndexOf(p) : -1;
        _ticks = new long[_work.Count];
        _part = RunPart;
        _crew = [this];
    }

    /// <summary>The plan that fits the capture's budget of memory and computes least again for it.</summary>
    /// <exception cref="MemoryBudgetException">None fits.</exception>
    public static Plan Fitting(Capture capture, PassSwitch? passes = null)
    {
        passes ??= PassSwitch.Default;
        if (capture.Budget is not { } budget) return new(capture, passes);
        var least = long.MaxValue;
        foreach (var level in passes.Allows(PassSwitch.Recompute) ? RecomputeLevel.All : [RecomputeLevel.None])
        {
            var plan = new Plan(capture, passes, recompute: level);
            if (plan.ArenaBytes <= budget) return plan;
            least = Math.Min(least, plan.ArenaBytes);
        }

        throw new MemoryBudgetException(budget, least);
    }

    /// <summary>What the passes did, one line for each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Bytes of the arena and of the constants: the exact peak of all intermediate values and working
    /// memory.</summary>
    public long ArenaBytes => _bytes + (CrewSize - 1) * (_bytes - _staying);

    /// <summary>Bytes of new values that cannot be written straight into their variables and are copied there at the
    /// end.</summary>
    public long CopiedBytes => _copies.Sum(c => c.Value.Operand.Bytes);

    /// <summary>What runs every time, in order.</summary>
    public IReadOnlyList<Instruction> Instructions => _work;

    /// <summary>Multiply-adds of one run.</summary>
    public long Macs => _recipe.Parts * _work.Sum(i => i.Macs);

    /// <summary>What a profile says of every kernel.</summary>
    public IReadOnlyDictionary<Instruction, ProfileSpan> Described => _described ??=
        StepRecorder.Describe(_graph, _recipe.Parts);

    /// <summary>Runs everything and returns the wanted values.</summary>
    /// <param name="feeds">Data given from outside, by feed number.</param>
    /// <param name="binding">The variables, and what is known of them.</param>
    /// <param name="recorder">Told what every part of the run took; null for nobody.</param>
    /// <exception cref="NonFiniteException">The guard is not finite; no variable was written.</exception>
    /// <exception cref="InvalidOperationException">The type of a variable has changed since the graph was
    /// built.</exception>
    public Materialised[] Run(
        IReadOnlyList<Materialised> feeds, PlanBinding binding, StepRecorder? recorder = null)
    {
        try
        {
            return _recipe.Parts > 1 ? RunParts(feeds, binding, recorder) : RunWhole(feeds, binding, recorder);
        }
        finally
        {
            // Whom nobody else remembers is not remembered here.
            foreach (var plan in _crew) plan._binding = null;
            GC.KeepAlive(binding);
        }
    }

    private Materialised[] RunWhole(
        IReadOnlyList<Materialised> feeds, PlanBinding binding, StepRecorder? recorder)
    {
        var start = Stopwatch.GetTimestamp();
        var memory = Bind(feeds, binding, 0);
        recorder?.Did("bind and constants", StepPhase.Forward, 0, start);
        // Nothing computes a guard that is data or a variable.
        if (_guardPlace < 0 && !double.IsFinite(Number(_graph.Guard))) throw Blame(memory);
        for (var i = 0; i < _work.Count; i++)
        {
            var instruction = _work[i];
            if (recorder is not null) start = Stopwatch.GetTimestamp();
            instruction.Run(memory[_constants.Count + i]);
            recorder?.Ran(instruction, start);
            if (i == _guardPlace && !double.IsFinite(Number(_graph.Guard))) throw Blame(memory);
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
        WriteVariables(binding.Variables);
        recorder?.Did("copy variables", StepPhase.Update, 2 * CopiedBytes, start);
        return results;
    }

    private void WriteVariables(IReadOnlyList<Variable> variables)
    {
        foreach (var (variable, value) in _copies)
        {
            Memory(value).Span<byte>().CopyTo(variables[variable].Memory.Span<byte>(0, (int)value.Operand.Bytes));
        }

        foreach (var (variable, _) in _graph.Updates) variables[variable].Touch();
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

    private double Number(Value? value) =>
        value is null ? 0 : HostData.Load(Memory(value), value.Operand)[0];

    /// <summary>Runs the step again, looking at every value as soon as it is there, and names the first bad
    /// one.</summary>
    private NonFiniteException Blame(KernelMemory[] memory)
    {
        foreach (var (i, instruction) in _constants.Concat(_work.Take(_guardPlace + 1)).Index())
        {
            // A chain may write over what it reads.
            double[][] inputs = instruction.Op is TileProgram
                ? [.. instruction.Inputs.Select(v => HostData.Load(Memory(v), v.Operand))]
                : [];
            instruction.Run(memory[i]);
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
