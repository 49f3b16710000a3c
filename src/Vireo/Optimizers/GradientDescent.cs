using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>Optimizers that take every parameter by itself: decay, then what the rule subtracts.</summary>
public abstract class GradientDescent : Optimizer
{
    /// <summary>Share of a parameter that is taken off; where it enters says <see cref="Decay"/>.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Which parameters decay, by path and shape; all when null.</summary>
    public Func<string, Shape, bool>? Decays { get; init; }

    /// <summary>Factor of the rate for each parameter, by path and shape; one when null. With a power of a constant for
    /// each layer it is layer-wise decay (Clark et al. 2020, arXiv:2003.10555).</summary>
    public Func<string, Shape, double>? RateFactors { get; init; }

    /// <summary>Where weight decay enters.</summary>
    protected abstract DecayKind Decay { get; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Update> Step(
        IReadOnlyList<(string Path, Variable Variable, Tensor Gradient)> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var updates = new List<Update>();
        var steps = Steps.Value + 1;
        foreach (var (path, variable, gradient) in parameters)
        {
            var decay = Decays?.Invoke(path, variable.Shape) ?? true ? WeightDecay : 0;
            var factor = RateFactors?.Invoke(path, variable.Shape) ?? 1;
            var rate = (factor == 1 ? Rate.Value : Rate.Value * factor).Cast(variable.Spec.DType);
            var parameter = variable.Value;
            var slope = gradient;
            if (decay != 0 && Decay == DecayKind.Parameter) parameter *= 1 - rate * decay;
            else if (decay != 0 && Decay == DecayKind.Gradient) slope += parameter * decay;
            var change = Change(new(path, variable, slope, rate, steps, decay, updates));
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

    /// <summary>Length of a tensor as a vector; scalar.</summary>
    private protected static Tensor Norm(Tensor x) => (x * x).Sum().Sqrt();
}
