using Vireo.Graph;

namespace Vireo.Optimizers;

/// <summary>Turns gradients into new parameters. The arithmetic is part of the step's graph; what it remembers between
/// steps lives in variables that are saved with a checkpoint.</summary>
public abstract class Optimizer
{
    private readonly List<(string Name, Variable Variable)> _slots = [];

    /// <summary>An optimizer with a rate and a count of its own.</summary>
    protected Optimizer()
    {
        Rate = new([], DType.F64, "learning rate");
        Steps = new([], DType.F64, "optimizer steps");
    }

    /// <summary>An optimizer that shares rate and count with the one it wraps.</summary>
    protected Optimizer(Optimizer inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        (Rate, Steps) = (inner.Rate, inner.Steps);
    }

    /// <summary>Learning rate of the next step; a variable, so that a schedule can change it without a new
    /// plan.</summary>
    public Variable Rate { get; }

    /// <summary>Number of steps taken.</summary>
    public Variable Steps { get; }

    /// <summary>Momentum of the next step, for a schedule to move; null where the optimizer keeps its own. It has to be
    /// set before the first step.</summary>
    public virtual Variable? MomentumNow => null;

    /// <summary>Everything that must be saved to go on: the number of steps and all slots, by name.</summary>
    public virtual IEnumerable<(string Name, Variable Variable)> State => [("steps", Steps), .. _slots];

    /// <summary>What is remembered beside the number of steps.</summary>
    protected IReadOnlyList<(string Name, Variable Variable)> Slots => _slots;

    /// <summary>How each parameter learns; those that are frozen get no update.</summary>
    /// <exception cref="UsageException">A group of parameters matches nothing.</exception>
    public virtual IReadOnlyList<ParameterRule> Rules(IReadOnlyList<(string Path, Shape Shape)> parameters) =>
        ParameterGroups.None.Of(parameters, 0);

    /// <summary>The updates of one step.</summary>
    /// <param name="parameters">Path, parameter and its gradient.</param>
    public abstract IReadOnlyList<Update> Step(
        IReadOnlyList<(string Path, Variable Variable, Tensor Gradient)> parameters);

    /// <summary>Something remembered for a parameter, of its shape and type, zero at the start.</summary>
    protected Variable Slot(string path, string kind, Variable variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return Slot($"{path}.{kind}", variable.Spec, 0);
    }

    /// <summary>A number remembered for a parameter, in double precision.</summary>
    /// <param name="path">The parameter's path.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="start">What it is before the first step.</param>
    protected Variable ScalarSlot(string path, string kind, double start = 0) =>
        Slot($"{path}.{kind}", new([], DType.F64), start);

    private Variable Slot(string name, TensorSpec spec, double start)
    {
        var known = _slots.Find(s => s.Name == name).Variable;
        if (known is not null && known.Spec == spec) return known;
        var slot = new Variable(spec.Shape, spec.DType, name);
        if (start != 0) slot.Set([start]);
        _slots.Add((name, slot));
        return slot;
    }
}
