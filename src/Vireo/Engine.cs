using Vireo.Graph;

namespace Vireo;

/// <summary>Carries out graphs: finds or makes the plan for a structure and runs it on the engine thread. There is one
/// engine per process, as there is one team of threads.</summary>
public static class Engine
{
    private const int CachedPlans = 64;

    private static readonly EngineThread s_thread = new();
    private static readonly PlanCache s_plans = new(CachedPlans);

    /// <summary>Computes tensors and, after them, writes variables; all values are those from before the
    /// writing.</summary>
    /// <param name="outputs">What is wanted; the tensors keep their numbers from now on.</param>
    /// <param name="updates">Variables and their new values.</param>
    /// <returns><paramref name="outputs"/>.</returns>
    public static IReadOnlyList<Tensor> Evaluate(IReadOnlyList<Tensor> outputs, IReadOnlyList<Update>? updates = null)
    {
        var capture = new Capture([], outputs, updates ?? [], null);
        s_thread.Run(() =>
        {
            var feeds = capture.Feeds.ConvertAll(f => f.Data
                ?? throw new InvalidOperationException($"{f} has no data"));
            var plan = s_plans.Get(capture);
            var results = plan.Run(feeds, plan.BindingFor(capture.Variables));
            for (var i = 0; i < results.Length; i++)
            {
                // A variable goes on changing; only what is computed from it stays.
                if (outputs[i].Node.Op is not Ops.Source) outputs[i].Data = results[i];
            }
        });
        return outputs;
    }

    /// <summary>Compiles a step that is run many times with other data.</summary>
    /// <param name="placeholders">What <see cref="CompiledStep"/> will be given.</param>
    /// <param name="outputs">What it returns.</param>
    /// <param name="updates">Variables it writes.</param>
    /// <param name="guard">A number that must be finite before any variable is written; null for none.</param>
    /// <param name="precision">In which type the step may compute what lies between; null for single
    /// precision.</param>
    /// <param name="memoryBudget">Most bytes that intermediate values and working memory may take: what does not fit is
    /// not kept for the backward pass but computed again. Null for no limit.</param>
    /// <exception cref="MemoryBudgetException">That is not enough.</exception>
    public static CompiledStep Compile(
        IReadOnlyList<Tensor> placeholders, IReadOnlyList<Tensor> outputs, IReadOnlyList<Update>? updates = null,
        Tensor? guard = null, Precision? precision = null, long? memoryBudget = null)
    {
        var capture = new Capture(
            placeholders, outputs, updates ?? [], guard, repeats: true, precision, memoryBudget);
        return s_thread.Run(() =>
        {
            var plan = s_plans.Get(capture);
            return new CompiledStep(capture, plan, plan.BindingFor(capture.Variables), s_thread);
        });
    }

    /// <summary>A listing of the plan by which tensors would be computed; nothing is run.</summary>
    internal static string Explain(IReadOnlyList<Tensor> outputs)
    {
        var plan = s_thread.Run(() => s_plans.Get(new Capture([], outputs, [], null)));
        return string.Join('\n', [PlanListing.Heading, .. PlanListing.Lines(plan), PlanListing.Total(plan)]);
    }

    /// <summary>Runs work on the engine thread, as kernels are run.</summary>
    public static void Run(Action work) => s_thread.Run(work);

    /// <summary>Forgets all plans and their memory.</summary>
    public static void Clear() => s_thread.Run(s_plans.Clear);
}
