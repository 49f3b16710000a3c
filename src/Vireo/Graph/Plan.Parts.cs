using System.Diagnostics;
using Vireo.Graph.Passes;
using Vireo.Native;
using Vireo.Profiling;

namespace Vireo.Graph;

/// <content>Runs of a batch part by part. Every thread has a plan of its own; all share what stays from run to run,
/// which the first computes.</content>
internal sealed partial class Plan
{
    private readonly Recipe _recipe;
    private readonly List<Plan> _crew;
    private readonly Action<int> _part;
    private readonly long[] _ticks;
    private KernelMemory[] _memory = [];
    private Materialised[] _results = [];
    private bool _isTimed;
    private int _place;
    private int _busy;

    /// <summary>What a plan is made from.</summary>
    /// <param name="Capture">What is computed, for one part.</param>
    /// <param name="Passes">The optional passes that run.</param>
    /// <param name="Parts">How many parts the batch has; one when it is left whole.</param>
    /// <param name="Recompute">What is computed again instead of being kept.</param>
    private sealed record Recipe(Capture Capture, PassSwitch Passes, int Parts, RecomputeLevel Recompute)
    {
        public IReadOnlyList<string> Notes { get; private init; } = [];

        public static Recipe For(Capture capture, PassSwitch passes, long partMacs, RecomputeLevel recompute)
        {
            const string name = PassSwitch.SplitBatch;
            var whole = new Recipe(capture, passes, 1, recompute);
            if (!passes.Allows(name)) return whole with { Notes = capture.Repeats ? [$"{name}: off"] : [] };
            return SplitBatch.Run(capture, partMacs) is var (part, parts)
                ? new(part, passes, parts, recompute) { Notes = [$"{name}: {parts} parts, each run on one thread"] }
                : whole;
        }
    }

    /// <summary>Plans that run at the same time.</summary>
    private int CrewSize => Math.Min(Workers.Count, _recipe.Parts);

    private Materialised[] RunParts(
        IReadOnlyList<Materialised> feeds, PlanBinding binding, StepRecorder? recorder)
    {
        var start = Stopwatch.GetTimestamp();
        while (_crew.Count < CrewSize) _crew.Add(new(_recipe));
        var results = new Materialised[_graph.Outputs.Length];
        for (var i = 0; i < results.Length; i++)
        {
            var part = _graph.Outputs[i].Operand;
            results[i] = Materialised.Rent(part with { Shape = part.Shape.With(0, part.Shape[0] * _recipe.Parts) });
        }

        foreach (var (place, plan) in _crew.Index())
        {
            plan._memory = plan.Bind(feeds, binding, place);
            (plan._results, plan._isTimed) = (results, recorder is not null);
            Array.Clear(plan._ticks);
        }

        recorder?.Did("bind and constants", StepPhase.Forward, 0, start);
        start = Stopwatch.GetTimestamp();
        Workers.For(_recipe.Parts, _part);
        if (recorder is not null) Note(recorder, start, Stopwatch.GetTimestamp());
        foreach (var plan in _crew) (plan._results, plan._memory) = ([], []);
        return results;
    }

    /// <summary>A part by the first plan that is free: there are as many as threads.</summary>
    private void RunPart(int part)
    {
        foreach (var plan in _crew)
        {
            if (Interlocked.CompareExchange(ref plan._busy, 1, 0) != 0) continue;
            try
            {
                plan.Compute(part);
            }
            finally
            {
                Volatile.Write(ref plan._busy, 0);
            }

            return;
        }

        throw new InvalidOperationException("more threads than plans take parts of a batch");
    }

    private void Compute(int part)
    {
        _place = part;
        foreach (var (work, input) in _fed)
        {
            _memory[_constants.Count + work].Inputs[input] = Memory(_work[work].Inputs[input]);
        }

        for (var i = 0; i < _work.Count; i++)
        {
            var instruction = _work[i];
            var start = _isTimed ? Stopwatch.GetTimestamp() : 0;
            instruction.Run(_memory[_constants.Count + i]);
            if (_isTimed) _ticks[i] += Stopwatch.GetTimestamp() - start;
        }

        for (var i = 0; i < _results.Length; i++)
        {
            var bytes = _graph.Outputs[i].Operand.Bytes;
            var target = _results[i].Slice.Slice(part * bytes, bytes);
            Memory(_graph.Outputs[i]).Span<byte>().CopyTo(target.Span<byte>());
        }
    }

    /// <summary>Data of the part that is computed now; what is no placeholder is the same for all.</summary>
    private MemorySlice Feed(int feed, long bytes)
    {
        var slice = _feeds[feed].Slice;
        var isPart = _recipe.Parts > 1 && feed < _recipe.Capture.Placeholders;
        return isPart ? slice.Slice(_place * bytes, bytes) : slice;
    }

    /// <summary>Gives every kernel its share of the time of the region, that of all parts together.</summary>
    private void Note(StepRecorder recorder, long start, long end)
    {
        var ticks = _work.Select((_, i) => _crew.Sum(plan => plan._ticks[i])).ToList();
        var scale = (end - start) / (double)Math.Max(1, ticks.Sum());
        var done = 0L;
        for (var i = 0; i < ticks.Count; i++)
        {
            var from = start + (long)(done * scale);
            done += ticks[i];
            recorder.Ran(_work[i], from, start + (long)(done * scale));
        }
    }
}
