using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>Turns gradients into new parameters. The arithmetic is part of the step's graph; what it remembers between
/// steps lives in variables that are saved with a checkpoint.</summary>
public abstract class Optimizer
{
    private readonly List<(string Name, Variable Variable)> _slots = [];

    /// <summary>Learning rate of the next step; a variable, so that a schedule can change it without a new plan.</summary>
    public Variable Rate { get; } = new([], DType.F64, "learning rate");

    /// <summary>Number of steps taken.</summary>
    public Variable Steps { get; } = new([], DType.F64, "optimizer steps");

    /// <summary>Everything that must be saved to go on: the number of steps and all slots, by name.</summary>
    public IEnumerable<(string Name, Variable Variable)> State => [("steps", Steps), .. _slots];

    /// <summary>Share of a parameter that is taken off; see <see cref="Decoupled"/>.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Which parameters decay, by path and shape; all when null.</summary>
    public Func<string, Shape, bool>? Decays { get; init; }

    /// <summary>Whether decay shrinks the parameter itself by <c>rate · WeightDecay</c> (Loshchilov, Hutter 2017,
    /// arXiv:1711.05101) instead of adding <c>WeightDecay · parameter</c> to the gradient.</summary>
    protected abstract bool Decoupled { get; }

    /// <summary>The updates of one step.</summary>
    /// <param name="parameters">Path, parameter and its gradient.</param>
    public IReadOnlyList<Update> Step(IReadOnlyList<(string Path, Variable Variable, Tensor Gradient)> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var updates = new List<Update>();
        var steps = Steps.Value + 1;
        foreach (var (path, variable, gradient) in parameters)
        {
            var decay = Decays?.Invoke(path, variable.Shape) ?? true ? WeightDecay : 0;
            var rate = Rate.Value.Cast(variable.Spec.DType);
            var parameter = variable.Value;
            var slope = gradient;
            if (decay != 0 && Decoupled) parameter *= 1 - rate * decay;
            else if (decay != 0) slope += parameter * decay;
            updates.Add(new(variable, parameter - rate * Direction(path, variable, slope, steps, updates)));
        }

        updates.Add(new(Steps, steps));
        return updates;
    }

    /// <summary>What is multiplied by the rate and subtracted.</summary>
    /// <param name="path">The parameter's path, for naming slots.</param>
    /// <param name="variable">The parameter.</param>
    /// <param name="gradient">Its gradient, decay included.</param>
    /// <param name="steps">Number of this step, from one on; F64 scalar.</param>
    /// <param name="updates">Takes the new values of slots.</param>
    protected abstract Tensor Direction(
        string path, Variable variable, Tensor gradient, Tensor steps, List<Update> updates);

    /// <summary>Something remembered for a parameter, of its shape, zero at the start.</summary>
    protected Variable Slot(string path, string kind, Variable variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var name = $"{path}.{kind}";
        var known = _slots.Find(s => s.Name == name).Variable;
        if (known is not null && known.Spec == variable.Spec) return known;
        var slot = new Variable(variable.Shape, variable.Spec.DType, name);
        _slots.Add((name, slot));
        return slot;
    }
}
