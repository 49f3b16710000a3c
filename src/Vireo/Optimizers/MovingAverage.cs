using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>Exponential moving average of variables: <c>a = decay · a + (1 - decay) · v</c>. With the number of steps t
/// the decay in force is <c>min(decay, (1 + t) / (10 + t))</c>, so that the start is forgotten quickly.</summary>
/// <remarks>Polyak, Juditsky 1992; the ramp is that of TensorFlow's ExponentialMovingAverage.</remarks>
public sealed class MovingAverage
{
    private readonly double _decay;
    private readonly List<(string Path, Variable Source, Variable Average)> _pairs = [];

    /// <summary>Starts at the variables' present values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The decay is not in (0, 1).</exception>
    public MovingAverage(IEnumerable<(string Path, Variable Variable)> variables, double decay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(decay, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(decay, 1);
        _decay = decay;
        foreach (var (path, variable) in variables)
        {
            var average = new Variable(variable.Shape, variable.Spec.DType, path);
            average.Set(variable.ToDoubles());
            _pairs.Add((path, variable, average));
        }
    }

    /// <summary>The averages by path.</summary>
    public IEnumerable<(string Path, Variable Variable)> State => _pairs.Select(p => (p.Path, p.Average));

    /// <summary>The updates of one step.</summary>
    /// <param name="updates">The step's other updates: where a variable gets a new value, that is averaged.</param>
    /// <param name="steps">Steps taken before this one; F64 scalar.</param>
    public IEnumerable<Update> Step(IReadOnlyList<Update> updates, Tensor steps)
    {
        var values = updates.ToDictionary(u => u.Variable, u => u.Value);
        var decay = ((steps + 1) / (steps + 10)).Min(Tensor.Scalar(_decay, DType.F64));
        foreach (var (_, source, average) in _pairs)
        {
            var value = values.GetValueOrDefault(source, source.Value);
            var type = source.Spec.DType;
            yield return new(
                average, type.IsFloat ? average.Value + (value - average.Value) * (1.0 - decay).Cast(type) : value);
        }
    }
}
