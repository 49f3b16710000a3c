using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>Sums gradients of several batches, so that one step learns from all of them as from a single large
/// batch.</summary>
public sealed class GradientAccumulator
{
    private readonly (Variable Sum, string Path)[] _sums;
    private readonly Variable _weight = new([], DType.F64, "weight of gradients");

    /// <summary>Sums for parameters, zero at first.</summary>
    public GradientAccumulator(IEnumerable<(string Path, Variable Variable)> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _sums =
        [
            .. from p in parameters
               select (new Variable(p.Variable.Shape, p.Variable.Spec.DType, $"{p.Path}.gradient"), p.Path),
        ];
    }

    /// <summary>The sums by path, and the weight they add up to; zero between two steps.</summary>
    public IEnumerable<(string Path, Variable Variable)> State =>
        [("weight", _weight), .. _sums.Select(s => ($"{s.Path}.gradient", s.Sum))];

    /// <summary>The mean of all that was added: <c>Σ g / Σ w</c>, in the order of the parameters.</summary>
    public IReadOnlyList<Tensor> Mean =>
        [.. _sums.Select(s => s.Sum.Value * (1.0 / _weight.Value).Cast(s.Sum.Spec.DType))];

    /// <summary>Adds the gradients of one batch.</summary>
    /// <param name="gradients">In the order of the parameters; those of the batch's loss times its weight.</param>
    /// <param name="weight">How much the batch counts, as the number of its samples; scalar.</param>
    public IEnumerable<Update> Add(IReadOnlyList<Tensor> gradients, Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        ArgumentNullException.ThrowIfNull(weight);
        return _sums.Select((s, i) => new Update(s.Sum, s.Sum.Value + gradients[i]))
            .Append(new(_weight, _weight.Value + weight.Cast(DType.F64)));
    }

    /// <summary>Begins anew.</summary>
    public IEnumerable<Update> Clear() => State.Select(s =>
        new Update(s.Variable, Tensor.Full(0, s.Variable.Shape, s.Variable.Spec.DType)));
}
