using System.Text.RegularExpressions;

namespace Vireo.Goldens.Ops;

/// <summary>Torch's ops by name, as expressions of ours: only what we have as ops, as losses, or as one short
/// expression of them.</summary>
internal static partial class OpTable
{
    private static readonly Dictionary<string, Func<OpCall, Outputs>> s_table =
        ActivationOps.Table.Concat(ImageOps.Table).Concat(MatrixOps.Table).Concat(TensorOps.Table).Concat(LossOps.Table)
            .Concat(SequenceOps.Table).Concat(BoxOps.Table)
            .ToDictionary(e => e.Name, e => e.Build);

    // Files name cases of these after their arguments, which stand in args as well: sum_dim1, permute201, tril_m1.
    private static readonly string[] s_families =
    [
        "sum", "mean", "amax", "amin", "var", "std", "norm", "logsumexp", "transpose", "permute", "tril", "triu",
        "argmax", "argmin", "prod", "cumsum", "cumprod", "median", "max", "min",
    ];

    /// <summary>How an op is built.</summary>
    /// <exception cref="MissingException">We do not have it.</exception>
    public static Func<OpCall, Outputs> Find(string op)
    {
        if (s_table.TryGetValue(op, out var build)) return build;
        if (Family().Match(op) is { Success: true } match && s_families.Contains(match.Groups[1].Value)
            && s_table.TryGetValue(match.Groups[1].Value, out build))
        {
            return build;
        }

        return op.StartsWith("pow", StringComparison.Ordinal) && Exponent().IsMatch(op)
            ? TensorOps.Power
            : throw new MissingException(op);
    }

    [GeneratedRegex("^([a-z]+?)(_?(all|unbiased|biased|inf|l[0-9]+|p[0-9p]+|m?[0-9]+|dim[_a-z0-9]*))+$")]
    private static partial Regex Family();

    [GeneratedRegex("^pow(m?[0-9]+(p[0-9]+)?)$")]
    internal static partial Regex Exponent();
}
