using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>Resilient propagation, for whole batches: every element has a step of its own, at first the rate, that
/// grows by <see cref="Growth"/> while the gradient keeps its sign and shrinks by <see cref="Shrinkage"/> when the sign
/// turns, at which step the element rests; <c>p = p - step · sign(g)</c>.</summary>
/// <remarks>Riedmiller, Braun 1993, "A direct adaptive method for faster backpropagation learning: the RPROP
/// algorithm". </remarks>
public sealed class Rprop : GradientDescent
{
    /// <summary>Factor of a step whose gradient turned, below one.</summary>
    public double Shrinkage { get; init; } = 0.5;

    /// <summary>Factor of a step whose gradient kept its sign, above one.</summary>
    public double Growth { get; init; } = 1.2;

    /// <summary>Smallest step.</summary>
    public double Smallest { get; init; } = 1e-6;

    /// <summary>Greatest step.</summary>
    public double Greatest { get; init; } = 50;

    /// <inheritdoc/>
    protected override DecayKind Decay => DecayKind.Gradient;

    /// <inheritdoc/>
    protected override Tensor Change(ParameterStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var type = step.Variable.Spec.DType;
        Tensor Number(double value) => Tensor.Scalar(value, type);
        var agreement = step.Gradient * Recall(step, "gradient");
        var factor = (agreement > 0).Where(Number(Growth), (agreement < 0).Where(Number(Shrinkage), Number(1)));
        var length = step.IsFirst.Where(step.Rate, Recall(step, "step")) * factor;
        length = Remember(step, "step", length.Clamp(Smallest, Greatest));
        var slope = Remember(step, "gradient", (agreement < 0).Where(Number(0), step.Gradient));
        return length * slope.Sign();
    }
}
