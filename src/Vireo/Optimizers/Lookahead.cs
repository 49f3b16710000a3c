using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>Lets another optimizer run ahead: every <see cref="Every"/> steps <c>slow = slow + Alpha · (p - slow)</c>
/// and <c>p = slow</c>. The other's slots are kept; rate and number of steps are shared with it.</summary>
/// <remarks>Zhang et al. 2019, "Lookahead optimizer: k steps forward, 1 step back", arXiv:1907.08610.</remarks>
public sealed class Lookahead : Optimizer
{
    private readonly Optimizer _inner;

    /// <summary>Wraps an optimizer, which runs ahead.</summary>
    public Lookahead(Optimizer inner)
        : base(inner) => _inner = inner;

    /// <summary>Steps from one meeting to the next.</summary>
    public int Every { get; init; } = 5;

    /// <summary>How far the slow weights go towards the fast ones, in (0, 1].</summary>
    public double Alpha { get; init; } = 0.5;

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Variable Variable)> State => [.. _inner.State, .. Slots];

    /// <inheritdoc/>
    public override Variable? MomentumNow => _inner.MomentumNow;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterRule> Rules(IReadOnlyList<(string Path, Shape Shape)> parameters) =>
        _inner.Rules(parameters);

    /// <inheritdoc/>
    public override IReadOnlyList<Update> Step(
        IReadOnlyList<(string Path, Variable Variable, Tensor Gradient)> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var paths = parameters.ToDictionary(p => p.Variable, p => p.Path);
        var steps = Steps.Value + 1;
        var meet = steps.IsEqualTo((steps / Every).Floor() * Every);
        var first = steps < 1.5;
        var updates = new List<Update>();
        foreach (var (variable, fast) in _inner.Step(parameters))
        {
            if (!paths.TryGetValue(variable, out var path))
            {
                updates.Add(new(variable, fast));
                continue;
            }

            var slot = Slot(path, "slow", variable);
            var slow = first.Where(variable.Value, slot.Value);
            var met = slow + (fast - slow) * Alpha;
            updates.Add(new(slot, meet.Where(met, slow)));
            updates.Add(new(variable, meet.Where(met, fast)));
        }

        return updates;
    }
}
