namespace Vireo.Training.Config;

/// <summary>Which optimizer takes which keys beside those that all take.</summary>
public static class OptimizerKeys
{
    private static readonly string[] s_means = ["beta1", "beta2", "epsilon"];

    // What is in no row means something to every optimizer.
    private static readonly Dictionary<OptimizerKind, string[]> s_taken = new()
    {
        [OptimizerKind.AdamW] = [.. s_means, "amsgrad"],
        [OptimizerKind.Adam] = [.. s_means, "amsgrad"],
        [OptimizerKind.Sgd] = ["momentum", "nesterov", "dampening", "decoupled_decay"],
        [OptimizerKind.NAdam] = [.. s_means, "momentum_decay", "decoupled_decay"],
        [OptimizerKind.RAdam] = [.. s_means, "decoupled_decay"],
        [OptimizerKind.Adamax] = s_means,
        [OptimizerKind.AdaBelief] = [.. s_means, "decoupled_decay"],
        [OptimizerKind.Adagrad] = ["epsilon", "lr_decay", "start"],
        [OptimizerKind.Adadelta] = ["epsilon", "rho"],
        [OptimizerKind.RmsProp] = ["momentum", "epsilon", "epsilon_inside", "rho", "centred"],
        [OptimizerKind.Rprop] = ["growth", "shrinkage", "step_min", "step_max"],
        [OptimizerKind.Asgd] = ["lambda", "alpha"],
        [OptimizerKind.Lars] = ["momentum", "epsilon", "trust"],
        [OptimizerKind.Lamb] = s_means,
        [OptimizerKind.Lion] = ["beta1", "beta2"],
    };

    /// <summary>The keys that an optimizer takes beside those that all take.</summary>
    public static IReadOnlyList<string> Of(OptimizerKind kind) => s_taken[kind];

    /// <summary>The optimizers that take a key, for its description: <c>sgd, lars</c>.</summary>
    internal static string Takers(string key) =>
        string.Join(", ", s_taken.Where(row => row.Value.Contains(key)).Select(row => NameOf(row.Key)));

    /// <summary>Name of an optimizer in a configuration.</summary>
    internal static string NameOf(OptimizerKind kind) => $"{kind}".ToLowerInvariant();

    /// <summary>One line for each key that is given and means nothing to the optimizer.</summary>
    internal static IEnumerable<string> Idle(RunConfig config)
    {
        var kind = config.Optimizer.Name;
        var particular = s_taken.Values.SelectMany(keys => keys).Distinct().Except(s_taken[kind]);
        var standard = new RunConfig();
        foreach (var name in particular)
        {
            var key = ConfigKeys.Find($"optimizer.{name}", "");
            if (key.Format(config) == key.Format(standard)) continue;
            yield return $"{key.FullName} means nothing to {NameOf(kind)}; "
                + $"it takes {string.Join(", ", s_taken[kind])}.";
        }
    }
}
