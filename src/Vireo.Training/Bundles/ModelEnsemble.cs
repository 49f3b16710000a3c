namespace Vireo.Training.Bundles;

/// <summary>Models that answer together: the weighted mean of their probabilities. One model alone is an ensemble of
/// one. Members may see pictures of different sizes, prepared in different ways; their classes are the same, in any
/// order.</summary>
/// <remarks>Lakshminarayanan et al. 2017, "Simple and scalable predictive uncertainty estimation using deep ensembles",
/// arXiv:1612.01474: the mean is taken of probabilities, not of scores. Members stay steps of their own: those of equal
/// structure share one plan already, and a step over two networks of 32 pixels took as long as two steps.</remarks>
public sealed class ModelEnsemble
{
    /// <summary>Models that answer together at most.</summary>
    public const int MostMembers = 16;

    private const double Rounding = 1e-12;

    private readonly int[][] _places;

    /// <summary>Models with their weights.</summary>
    /// <param name="members">The models; the first one gives the order of the classes and the postprocessing.</param>
    /// <param name="weights">How much each counts, in any unit; null for all the same.</param>
    /// <exception cref="UsageException"><c>VIR2805</c>: the classes of two members differ; <c>VIR2806</c>: the weights
    /// do not fit, or there are no or too many members.</exception>
    public ModelEnsemble(IReadOnlyList<ModelBundle> members, IReadOnlyList<double>? weights = null)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (members.Count is < 1 or > MostMembers)
        {
            throw new UsageException(
                "VIR2806", $"{members.Count} models cannot answer together; 1 to {MostMembers} can.");
        }

        weights ??= [.. Enumerable.Repeat(1.0, members.Count)];
        if (weights.Count != members.Count)
        {
            throw new UsageException("VIR2806", $"{members.Count} models have {weights.Count} weights. Give one for "
                + "each, in their order.");
        }

        var sum = weights.Sum();
        if (weights.Any(w => !(w > 0)) || !double.IsFinite(sum))
        {
            throw new UsageException("VIR2806", "weights are positive numbers, and these are "
                + $"{string.Join(", ", weights)}. Leave a model out that should not count.");
        }

        // Shares that were written down stay what they are.
        var unit = Math.Abs(sum - 1) < Rounding ? 1 : sum;
        (Members, Weights) = ([.. members], [.. weights.Select(w => w / unit)]);
        _places = [.. members.Select(PlacesOf)];
    }

    /// <summary>The models.</summary>
    public IReadOnlyList<ModelBundle> Members { get; }

    /// <summary>How much the probabilities of each count; they sum to one.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>Names of the classes, in the order of the first member.</summary>
    public IReadOnlyList<string> Classes => Members[0].Description.Classes;

    /// <summary>From probabilities to an answer: that of the first member.</summary>
    public Postprocessing Postprocessing => Members[0].Description.Postprocessing;

    /// <summary>What it is called: the names of its models.</summary>
    public string Name => string.Join(" + ", Members.Select(m => m.Description.Model));

    /// <summary>One model as an ensemble.</summary>
    public static ModelEnsemble Of(ModelBundle bundle) => new([bundle]);

    /// <summary>Opens a run folder (its best checkpoint), the file of a bundle or of an ensemble, or an ONNX
    /// file.</summary>
    /// <inheritdoc cref="ModelBundle.Open"/>
    public static ModelEnsemble Open(string path, Action<string>? warn = null, OnnxPreparation? onnx = null)
    {
        var (ensemble, readWeights) = Begin(path, warn, onnx);
        readWeights();
        return ensemble;
    }

    /// <summary>Opens several, which then answer together; with one, what <see cref="ModelBundle.Find"/> finds, or an
    /// ensemble. An ensemble among several takes part with its members, each with its share.</summary>
    /// <param name="names">Run folders, files, or names of models.</param>
    /// <param name="weights">How much each counts; null for all the same.</param>
    /// <param name="warn">Told about damaged checkpoints that were skipped, and about what was assumed.</param>
    /// <param name="onnx">What ONNX files from elsewhere do not say about themselves.</param>
    /// <exception cref="UsageException">See <see cref="ModelBundle.Find"/> and the constructor.</exception>
    /// <exception cref="BadModelFileException">A file is damaged.</exception>
    public static ModelEnsemble Find(
        IReadOnlyList<string> names, IReadOnlyList<double>? weights = null, Action<string>? warn = null,
        OnnxPreparation? onnx = null)
    {
        ArgumentNullException.ThrowIfNull(names);
        // What is told is about files that do not say it themselves, whatever else takes part.
        var told = names.Any(OnnxBundle.IsName);
        OnnxPreparation? About(string name) => told && !OnnxBundle.IsName(name) ? null : onnx;
        List<ModelEnsemble> parts =
        [
            .. names.Select(name =>
                ModelBundle.IsThere(name) ? Open(name, warn, About(name)) : Of(ModelBundle.OfZoo(name))),
        ];
        if (parts.Count == 1 && weights is null) return parts[0];
        var shares = weights ?? [.. Enumerable.Repeat(1.0, parts.Count)];
        // Checked before they are shared out, so that the message counts what was named.
        _ = new ModelEnsemble([.. parts.Select(part => part.Members[0])], shares);
        return new([.. parts.SelectMany(p => p.Members)],
            [.. parts.SelectMany((part, i) => part.Weights.Select(w => shares[i] * w))]);
    }

    /// <summary>The same with every member changed.</summary>
    public ModelEnsemble With(Func<ModelBundle, ModelBundle> change) => new([.. Members.Select(change)], Weights);

    /// <summary>Writes one file: a bundle, or with several members a bundle of bundles. It is the old one or the new
    /// one, never a part of either; the same models give the same bytes.</summary>
    /// <inheritdoc cref="ModelBundle.Save"/>
    public void Save(string path)
    {
        if (Members is [var only]) only.Save(path);
        else EnsembleFile.Save(this, path);
    }

    /// <summary>The one member that there is.</summary>
    /// <param name="what">What needs one network.</param>
    /// <exception cref="UsageException"><c>VIR2808</c>: there are several.</exception>
    public ModelBundle Single(string what) => Members is [var only] ? only : throw new UsageException(
        "VIR2808", $"{what} takes one network, and this is an ensemble of {Members.Count} ({Name}). Give one of them.");

    /// <summary>Opens all but the weights; see <see cref="ModelBundle.Begin"/>.</summary>
    internal static (ModelEnsemble Ensemble, Action ReadWeights) Begin(
        string path, Action<string>? warn, OnnxPreparation? onnx = null)
    {
        warn ??= _ => { };
        if (OnnxBundle.IsName(path) && !Directory.Exists(path))
            return (OnnxBundle.Read(path, onnx ?? new(), warn), () => { });
        ModelBundle.RefuseTold(path, onnx);
        if (ModelBundle.IsFile(path)) return EnsembleFile.Begin(path);
        var (bundle, readWeights) = ModelBundle.BeginRun(path, warn);
        return (Of(bundle), readWeights);
    }

    /// <summary>The weighted mean of what the members say, in <see cref="Classes"/>' order.</summary>
    /// <param name="answers">Probabilities <c>[N, classes]</c> by each member, in the order of its own
    /// classes.</param>
    /// <param name="count">N.</param>
    internal float[] Join(IReadOnlyList<float[]> answers, int count)
    {
        if (answers is [var only]) return only;
        var classes = Classes.Count;
        var joined = new float[count * classes];
        for (var i = 0; i < joined.Length; i++)
        {
            var (row, sum) = (i - i % classes, 0.0);
            for (var m = 0; m < answers.Count; m++) sum += Weights[m] * answers[m][row + _places[m][i % classes]];
            joined[i] = (float)sum;
        }

        return joined;
    }

    /// <summary>Where a member has each of <see cref="Classes"/>; null where the order is the same.</summary>
    internal IReadOnlyList<int>? PlacesFor(int member) =>
        _places[member].Index().All(p => p.Item == p.Index) ? null : _places[member];

    private int[] PlacesOf(ModelBundle member)
    {
        var own = member.Description.Classes;
        if (own.SequenceEqual(Classes)) return [.. Enumerable.Range(0, own.Count)];
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (place, name) in own.Index())
        {
            if (!places.TryAdd(name, place)) throw Differs(member, $"'{name}' twice");
        }

        if (Classes.FirstOrDefault(name => !places.ContainsKey(name)) is { } missing)
            throw Differs(member, $"no '{missing}'");
        if (own.Except(Classes).FirstOrDefault() is { } stranger) throw Differs(member, $"'{stranger}' beside them");
        if (own.Count != Classes.Count) throw Differs(member, $"{own.Count} names for {Classes.Count}");
        return [.. Classes.Select(name => places[name])];
    }

    private UsageException Differs(ModelBundle member, string how) => new("VIR2805",
        $"{member.Description.Model} does not know the classes of {Members[0].Description.Model}: it has {how}. Models "
        + "that answer together have the same classes, in any order.");
}
