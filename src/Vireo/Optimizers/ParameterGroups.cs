namespace Vireo.Optimizers;

/// <summary>Says how each parameter of a model learns: its share of the rate, its weight decay, whether it is frozen.
/// All of that is decided here and nowhere else.</summary>
public sealed class ParameterGroups
{
    private readonly (ParameterGroup Group, PathPattern Pattern)[] _groups;
    private readonly Dictionary<string, int> _blockOf = [];
    private readonly IReadOnlyList<IReadOnlyList<string>> _blocks = [];

    /// <summary>Groups in order; later ones win.</summary>
    public ParameterGroups(params IReadOnlyList<ParameterGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        foreach (var group in groups)
        {
            if (group.RateFactor is < 0 or double.NaN || group.WeightDecay is < 0 or double.NaN)
            {
                throw new ArgumentException(
                    $"{group.Pattern}: a factor and a decay are numbers from 0 on", nameof(groups));
            }
        }

        _groups = [.. groups.Select(group => (group, new PathPattern(group.Pattern)))];
    }

    /// <summary>No groups: every parameter learns at the full rate and decays.</summary>
    public static ParameterGroups None { get; } = new();

    /// <summary>The groups in order.</summary>
    public IReadOnlyList<ParameterGroup> Groups => [.. _groups.Select(g => g.Group)];

    /// <summary>Whether norms and biases decay: all parameters with one axis or none.</summary>
    public bool DecaysVectors { get; init; } = true;

    /// <summary>Factor of the rate from one block to the one before it: with n blocks, block i from 0 on learns at
    /// <c>LayerDecay^(n - 1 - i)</c> of the rate.</summary>
    /// <remarks>Howard, Ruder 2018, arXiv:1801.06146; as one factor per block Clark et al. 2020,
    /// arXiv:2003.10555.</remarks>
    public double LayerDecay { get; init; } = 1;

    /// <summary>Paths of the parameters of each block, from the input to the head, for <see cref="LayerDecay"/>. What
    /// is in none lies before the first.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Blocks
    {
        get => _blocks;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            _blocks = value;
            foreach (var (block, paths) in value.Index())
            {
                foreach (var path in paths) _blockOf[path] = block;
            }
        }
    }

    /// <summary>How a parameter learns.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="weightDecay">Weight decay of the optimizer.</param>
    public ParameterRule For(string path, Shape shape, double weightDecay)
    {
        ArgumentNullException.ThrowIfNull(path);
        var (factor, frozen) = (1.0, false);
        foreach (var (group, pattern) in _groups)
        {
            if (!pattern.Matches(path)) continue;
            factor = group.RateFactor ?? factor;
            frozen = group.IsFrozen ?? frozen;
            weightDecay = group.WeightDecay ?? weightDecay;
        }

        if (LayerDecay != 1) factor *= Math.Pow(LayerDecay, Blocks.Count - 1 - _blockOf.GetValueOrDefault(path, -1));
        return new(frozen ? 0 : factor, frozen || (!DecaysVectors && shape.Rank <= 1) ? 0 : weightDecay);
    }

    /// <summary>How all parameters of a model learn, in their order.</summary>
    /// <exception cref="UsageException">A pattern matches none of them (<c>VIR3021</c>; the message has the nearest),
    /// or all are frozen (<c>VIR3022</c>).</exception>
    public IReadOnlyList<ParameterRule> Of(
        IReadOnlyList<(string Path, Shape Shape)> parameters, double weightDecay)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (var (group, pattern) in _groups)
        {
            if (!parameters.Any(p => pattern.Matches(p.Path))) throw NoMatch(group.Pattern, parameters);
        }

        ParameterRule[] rules = [.. parameters.Select(p => For(p.Path, p.Shape, weightDecay))];
        if (rules.Length > 0 && rules.All(rule => rule.IsFrozen))
        {
            throw new UsageException("VIR3022", "every parameter is frozen, nothing would learn. Narrow the patterns "
                + $"{string.Join(", ", _groups.Select(g => $"'{g.Group.Pattern}'"))}.");
        }

        return rules;
    }

    private static UsageException NoMatch(string pattern, IReadOnlyList<(string Path, Shape Shape)> parameters)
    {
        // The nearest of all paths and of all their beginnings; distance alone, because a pattern is no name.
        var nearest = parameters.Select(p => p.Path).SelectMany(Beginnings).Distinct()
            .MinBy(path => NearestName.Distance(pattern, path));
        return new("VIR3021", $"no parameter matches '{pattern}'. The nearest is '{nearest}'; * stands for any text "
            + "without a dot, ** for any text, and a part of the model for all below it.");
    }

    private static IEnumerable<string> Beginnings(string path)
    {
        for (var dot = path.IndexOf('.'); dot >= 0; dot = path.IndexOf('.', dot + 1)) yield return path[..dot];
        yield return path;
    }
}
