using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>One parameter in one step.</summary>
/// <param name="Path">The parameter's path, for naming slots.</param>
/// <param name="Variable">The parameter.</param>
/// <param name="Gradient">Its gradient; decay of kind <see cref="DecayKind.Gradient"/> is in it.</param>
/// <param name="Rate">Its learning rate; scalar of the parameter's type.</param>
/// <param name="Steps">Number of this step, from one on; F64 scalar.</param>
/// <param name="Decay">Its weight decay; zero where it does not decay.</param>
/// <param name="Updates">Takes the new values of slots.</param>
public sealed record ParameterStep(
    string Path, Variable Variable, Tensor Gradient, Tensor Rate, Tensor Steps, double Decay,
        ICollection<Update> Updates)
{
    /// <summary>Momentum that a schedule has set, in place of the optimizer's own; F64 scalar, null for its
    /// own.</summary>
    public Tensor? Momentum { get; init; }

    /// <summary>The parameter before the step.</summary>
    public Tensor Value => Variable.Value;

    /// <summary>Whether this is the first step of all; Bool scalar.</summary>
    public Tensor IsFirst => Steps < 1.5;

    /// <summary>A number, worked out in double precision, as the parameter's type.</summary>
    public Tensor Typed(Tensor number) => number.Cast(Variable.Spec.DType);

    /// <summary>Momentum times something, the optimizer's own unless a schedule has set another.</summary>
    public Tensor Keep(Tensor x, double own)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Momentum is null ? x * own : x * Momentum.Cast(x.DType);
    }

    /// <summary>One less momentum, times something.</summary>
    /// <inheritdoc cref="Keep"/>
    public Tensor Renew(Tensor x, double own)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Momentum is null ? x * (1 - own) : x * (1.0 - Momentum).Cast(x.DType);
    }

    /// <summary><c>1 - βᵗ</c> of the momentum.</summary>
    public Tensor MomentumCorrection(double own) =>
        Momentum is null ? Correction(own) : 1.0 - (Steps * Momentum.Log()).Exp();

    /// <summary><c>1 - βᵗ</c>, what a moving average that starts at zero lacks; F64, because it is small at the
    /// start.</summary>
    public Tensor Correction(double beta) => 1.0 - (Steps * Math.Log(beta)).Exp();
}
