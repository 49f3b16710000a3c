using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>Adam: <c>m = β₁ m + (1 - β₁) g</c>, <c>v = β₂ v + (1 - β₂) g²</c>,
/// <c>p = p - rate · m / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + ε)</c>.</summary>
/// <remarks>Kingma, Ba 2014, arXiv:1412.6980. With <see cref="DecoupledDecay"/> it is AdamW (Loshchilov, Hutter 2017,
/// arXiv:1711.05101); with <see cref="AmsGrad"/> v is its maximum so far (Reddi, Kale, Kumar 2018, arXiv:1904.09237).</remarks>
public sealed class Adam : Optimizer
{
    /// <summary>β₁: how long the mean of gradients remembers.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂: how long the mean of squares remembers.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε: keeps the divisor away from zero.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Whether decay shrinks the parameter instead of adding to the gradient.</summary>
    public bool DecoupledDecay { get; init; }

    /// <summary>Whether the mean of squares may only grow.</summary>
    public bool AmsGrad { get; init; }

    /// <inheritdoc/>
    protected override bool Decoupled => DecoupledDecay;

    /// <inheritdoc/>
    protected override Tensor Direction(
        string path, Variable variable, Tensor gradient, Tensor steps, List<Update> updates)
    {
        var type = variable.Spec.DType;
        var mean = Slot(path, "mean", variable);
        var square = Slot(path, "square", variable);
        var newMean = mean.Value * Beta1 + gradient * (1 - Beta1);
        var newSquare = square.Value * Beta2 + gradient * gradient * (1 - Beta2);
        updates.Add(new(mean, newMean));
        updates.Add(new(square, newSquare));
        if (AmsGrad)
        {
            var greatest = Slot(path, "greatest_square", variable);
            newSquare = greatest.Value.Max(newSquare);
            updates.Add(new(greatest, newSquare));
        }

        // The corrections are worked out in double precision: 1 - β₂ᵗ is small at the start.
        var meanFactor = (1.0 / (1.0 - (steps * Math.Log(Beta1)).Exp())).Cast(type);
        var squareFactor = (1.0 / (1.0 - (steps * Math.Log(Beta2)).Exp())).Sqrt().Cast(type);
        return newMean * meanFactor / (newSquare.Sqrt() * squareFactor + Epsilon);
    }
}
