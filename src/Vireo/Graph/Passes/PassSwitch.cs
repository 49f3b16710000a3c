namespace Vireo.Graph.Passes;

/// <summary>Which of the optional passes run. <c>VIREO_PASSES=-fold-norm,-fuse-conv</c> leaves some out, to find out
/// whether one of them is to blame; numbers differ by rounding only.</summary>
internal sealed class PassSwitch
{
    /// <summary>Computes what depends on unchanging variables once, and packs weights once.</summary>
    public const string Constants = "constants";

    /// <summary>Draws batch norm into weights.</summary>
    public const string FoldNorm = "fold-norm";

    /// <summary>Draws residuals and activations into batch norm in training, and their gradients into its
    /// own.</summary>
    public const string FuseNorm = "fuse-norm";

    /// <summary>Computes in brain floats where the step asks for it.</summary>
    public const string Precision = "precision";

    /// <summary>Draws residuals and activations into convolutions.</summary>
    public const string FuseConv = "fuse-conv";

    /// <summary>Runs chains of elementwise ops tile by tile.</summary>
    public const string FuseElementwise = "fuse-elementwise";

    /// <summary>Runs updates of the same rule as one, over all variables.</summary>
    public const string MultiTensor = "multi-tensor";

    /// <summary>Leaves out what is computed already.</summary>
    public const string Equal = "cse";

    /// <summary>Leaves out copies into layouts that a value has had before.</summary>
    public const string Reorders = "reorders";

    /// <summary>Takes a batch through the network in parts, each on one thread.</summary>
    public const string SplitBatch = "split-batch";

    /// <summary>Computes values again where a budget of memory asks for it.</summary>
    public const string Recompute = "recompute";

    private static readonly string[] s_names =
    [
        Constants, FoldNorm, FuseNorm, Precision, FuseConv, Reorders, Equal, FuseElementwise, MultiTensor, SplitBatch,
        Recompute,
    ];

    private readonly HashSet<string> _off;

    private PassSwitch(HashSet<string> off) => _off = off;

    /// <summary>As the environment has it at the start of the process.</summary>
    public static PassSwitch Default { get; } = Parse(Environment.GetEnvironmentVariable("VIREO_PASSES") ?? "");

    /// <summary>Reads a list of passes to leave out, each with a minus sign.</summary>
    /// <exception cref="UsageException">A word is none; the message has the nearest.</exception>
    public static PassSwitch Parse(string setting)
    {
        var off = new HashSet<string>();
        foreach (var word in setting.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var name = word.TrimStart('-');
            if (!word.StartsWith('-') || !s_names.Contains(name))
            {
                throw new UsageException("VIR5103",
                    $"VIREO_PASSES takes a list such as -{FoldNorm},-{FuseConv}, not '{word}'."
                    + NearestName.Hint(name, s_names));
            }

            off.Add(name);
        }

        return new(off);
    }

    /// <summary>Whether a pass runs.</summary>
    public bool Allows(string pass) => !_off.Contains(pass);
}
