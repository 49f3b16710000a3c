using System.Diagnostics;
using Vireo.Graph;
using Vireo.Kernels;
using Vireo.Profiling;

namespace Vireo;

/// <summary>A compiled step: run with data, it returns numbers and changes variables. Its memory is planned once and
/// reused by every run.</summary>
public sealed class CompiledStep
{
    private readonly Capture _capture;
    private readonly Plan _plan;
    private readonly PlanBinding _binding;
    private readonly EngineThread _thread;
    private readonly Materialised[] _known;

    internal CompiledStep(Capture capture, Plan plan, PlanBinding binding, EngineThread thread)
    {
        (_capture, _plan, _binding, _thread) = (capture, plan, binding, thread);
        _known = new Materialised[capture.Feeds.Count];
        for (var i = capture.Placeholders; i < _known.Length; i++)
        {
            _known[i] = capture.Feeds[i].Data ?? throw new InvalidOperationException($"{capture.Feeds[i]} has no data");
        }
    }

    /// <summary>Exact peak of all intermediate values and working memory of a run, in bytes.</summary>
    public long ArenaBytes => _plan.ArenaBytes;

    /// <summary>What was computed from the variables once for all runs; steps of equal structure over other variables
    /// share everything else.</summary>
    internal PlanBinding Binding => _binding;

    /// <summary>Multiply-adds of one run.</summary>
    public long Macs => _plan.Macs;

    /// <summary>What the plan costs as a whole, and what every pass did to it.</summary>
    public string Summary => PlanListing.Total(_plan);

    /// <summary>One line per kernel that runs: op, place in the model (<c>'</c> marks gradients), kernel, memory,
    /// operands with shape, type and layout.</summary>
    public IEnumerable<string> Explain() => PlanListing.Lines(_plan);

    /// <summary>Runs the step.</summary>
    /// <param name="data">A tensor for each placeholder, of its shape and type.</param>
    /// <returns>The outputs.</returns>
    /// <exception cref="ArgumentException">The data does not fit the placeholders.</exception>
    /// <exception cref="NonFiniteException">The guard is not finite; no variable was written.</exception>
    public IReadOnlyList<Tensor> Run(params IReadOnlyList<Tensor> data) => Run(data, null);

    /// <summary>Runs the step and says what it spent its time on: every kernel of <see cref="Explain"/>, and what
    /// surrounds them.</summary>
    /// <inheritdoc cref="Run(IReadOnlyList{Tensor})"/>
    public StepProfile Profile(params IReadOnlyList<Tensor> data)
    {
        var recorder = new StepRecorder(_plan.Described);
        var start = ProfileSpan.Now;
        Run(data, recorder);
        return StepProfile.Between(start, ProfileSpan.Now, recorder.Spans);
    }

    private IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> data, StepRecorder? recorder)
    {
        if (data.Count != _capture.Placeholders)
        {
            throw new ArgumentException($"the step takes {_capture.Placeholders} tensors, not {data.Count}");
        }

        var start = Stopwatch.GetTimestamp();
        // Callers of several threads may use one step: what they give must not meet here.
        var feeds = _known.ToArray();
        for (var i = 0; i < data.Count; i++)
        {
            var (given, wanted) = (data[i], _capture.Feeds[i]);
            if (given.Spec != wanted.Spec) throw new ArgumentException($"{given.Spec} was given for {wanted}");
            var isVariable = given.Node.Op is Ops.Source { Variable: not null };
            feeds[i] = Fitting(given.Evaluate(), _capture.Entries[FeedEntry(i)].Layout, isVariable);
        }

        recorder?.Did("feed data", StepPhase.Load, data.Sum(d => 2 * d.Shape.Count * d.DType.Size), start);
        Materialised[] results = [];
        _thread.Run(() => { results = _plan.Run(feeds, _binding, recorder); });
        return [.. results.Select(Tensor.FromMaterialised)];
    }

    // Placeholders are captured before anything else.
    private static int FeedEntry(int placeholder) => placeholder;

    /// <summary>Data in a layout; a copy when it is a variable's own memory, which the step may write.</summary>
    private static Materialised Fitting(Materialised data, Layout layout, bool isVariable)
    {
        if (data.Operand.Layout == layout && !isVariable) return data;
        var target = Materialised.Rent(data.Operand with { Layout = layout });
        HostData.Store(HostData.Load(data.Slice, data.Operand), target.Slice, target.Operand);
        GC.KeepAlive(data);
        return target;
    }
}
