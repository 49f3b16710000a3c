using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>Optimizers that take every parameter by itself: decay, then what the rule subtracts.</summary>
public abstract class GradientDescent : Optimizer
{
    private readonly Variable _momentum = new([], DType.F64, "momentum");

    /// <summary>Share of a parameter that is taken off; where it enters says <see cref="Decay"/>.</summary>
    public double WeightDecay { get; init; }

    /// <summary>What is different for some parameters: rate, decay, frozen or not.</summary>
    public ParameterGroups Groups { get; init; } = ParameterGroups.None;

    /// <summary>Whether a schedule moves the momentum, or β₁ where that is what there is; see
    /// <see cref="Optimizer.MomentumNow"/>.</summary>
    public bool MovesMomentum { get; init; }

    /// <inheritdoc/>
    public sealed override Variable? MomentumNow => MovesMomentum && HasMomentum ? _momentum : null;

    /// <summary>Whether there is a momentum to move.</summary>
    public virtual bool HasMomentum => false;

    /// <summary>Where weight decay enters.</summary>
    protected abstract DecayKind Decay { get; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<ParameterRule> Rules(
        IReadOnlyList<(string Path, Shape Shape)> parameters) => Groups.Of(parameters, WeightDecay);

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Update> Step(
        IReadOnlyList<(string Path, Variable Variable, Tensor Gradient)> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var updates = new List<Update>();
        var steps = Steps.Value + 1;
        var rules = Rules([.. parameters.Select(p => (p.Path, p.Variable.Shape))]);
        foreach (var ((path, variable, gradient), rule) in parameters.Zip(rules))
        {
            if (rule.IsFrozen) continue;
            var (factor, decay) = rule;
            var rate = (factor == 1 ? Rate.Value : Rate.Value * factor).Cast(variable.Spec.DType);
            var parameter = variable.Value;
            var slope = gradient;
            if (decay != 0 && Decay == DecayKind.Parameter) parameter *= 1 - rate * decay;
            else if (decay != 0 && Decay == DecayKind.Gradient) slope += parameter * decay;
            var change = Change(new(path, variable, slope, rate, steps, decay, updates)
            {
                Momentum = MomentumNow?.Value,
            });
            updates.Add(new(variable, parameter - change));
        }

        updates.Add(new(Steps, steps));
        return updates;
    }

    /// <summary>What is subtracted from a parameter.</summary>
    protected abstract Tensor Change(ParameterStep step);

    /// <summary>What a slot of the parameter's shape held before the step; zero at the start.</summary>
    protected Tensor Recall(ParameterStep step, string kind)
    {
        ArgumentNullException.ThrowIfNull(step);
        return Slot(step.Path, kind, step.Variable).Value;
    }

    /// <summary>Puts a value into a slot of the parameter's shape.</summary>
    /// <returns>The value.</returns>
    protected Tensor Remember(ParameterStep step, string kind, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(step);
        step.Updates.Add(new(Slot(step.Path, kind, step.Variable), value));
        return value;
    }

    /// <summary>A moving average in a slot: <c>keep · slot + (1 - keep) · value</c>.</summary>
    /// <returns>The average, with the value in it.</returns>
    protected Tensor Average(ParameterStep step, string kind, double keep, Tensor value) =>
        Remember(step, kind, Recall(step, kind) * keep + value * (1 - keep));

    /// <summary>A moving average whose memory is the momentum: a schedule may move it.</summary>
    /// <returns>The average, with the value in it.</returns>
    protected Tensor Direction(ParameterStep step, string kind, double keep, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(step);
        return Remember(step, kind, step.Keep(Recall(step, kind), keep) + step.Renew(value, keep));
    }

    /// <summary>Length of a tensor as a vector; scalar.</summary>
    private protected static Tensor Norm(Tensor x) => (x * x).Sum().Sqrt();
}
