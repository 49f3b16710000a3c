using System.Security.Cryptography;
using System.Text;
using Vireo.Layers;
using Vireo.Ops;
using Vireo.Training.Bundles;
using Vireo.Vision.Augment;

namespace Vireo.Training.Distillation;

/// <summary>A trained model that others learn from: frozen, in inference mode, in the type that the student computes
/// in.</summary>
public sealed class Teacher
{
    private readonly ImagePipeline? _preprocessing;
    private readonly Tensor? _order;

    /// <summary>Any network that scores the student's classes, in their order, and sees the very images that the
    /// student sees.</summary>
    public Teacher(Module network)
    {
        ArgumentNullException.ThrowIfNull(network);
        (Network, Name) = (network, network.GetType().Name);
    }

    private Teacher(ModelBundle bundle, int[]? order)
    {
        (Network, Name) = (bundle.Model, bundle.Description.Model);
        _preprocessing = bundle.Description.Preprocessing;
        if (order is not null) _order = Tensor.From<int>(order);
    }

    /// <summary>The network; nothing of it is ever written.</summary>
    public Module Network { get; }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>Opens a run folder, a bundle or an ONNX file.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="classes">What the student tells apart. Scores are put into that order; those of an ONNX file that
    /// does not name its classes have to be in it.</param>
    /// <param name="warn">Told about damaged checkpoints that were skipped, and about what was assumed.</param>
    /// <exception cref="UsageException"><c>VIR2857</c>: it tells other classes apart; the message names
    /// them.</exception>
    /// <exception cref="BadModelFileException">It is damaged.</exception>
    public static Teacher Open(string path, IReadOnlyList<string> classes, Action<string>? warn = null)
    {
        ArgumentNullException.ThrowIfNull(classes);
        return Read(path, classes, warn);
    }

    /// <inheritdoc cref="Open"/>
    internal static Teacher Read(string path, IReadOnlyList<string>? classes, Action<string>? warn)
    {
        var bundle = ModelBundle.Open(path, warn);
        if (classes is null) return new(bundle, null);
        var own = bundle.Description.Classes;
        // Of a file from elsewhere nobody knows what its classes are called.
        var isNamed = bundle.Description.Origin.Version.Length > 0;
        if (own.SequenceEqual(classes) || (!isNamed && own.Count == classes.Count)) return new(bundle, null);
        var (lacking, more) = (classes.Except(own).ToList(), own.Except(classes).ToList());
        if (lacking.Count > 0 || more.Count > 0)
        {
            throw new UsageException("VIR2857", $"the teacher {path} tells other classes apart."
                + Listed("It does not know", lacking) + Listed("Only it knows", more)
                + " Take a teacher of the same classes, or distil by data of its own.");
        }

        var places = own.Index().ToDictionary(c => c.Item, c => c.Index);
        return new(bundle, [.. classes.Select(name => places[name])]);
    }

    /// <summary>SHA-256 of all its weights with their names, in hexadecimal: which teacher it was, wherever it
    /// lay.</summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, variable) in Network.Everything)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{path}\0{variable.Spec}\0"));
            foreach (var value in variable.ToDoubles()) hash.AppendData(BitConverter.GetBytes(value));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What it sees of what a student sees: normalised as it was trained with, and of its own size.</summary>
    /// <param name="images">Images <c>[N, 3, H, W]</c> as the student sees them.</param>
    /// <param name="student">How those were normalised; null for as the teacher's.</param>
    internal Tensor Sees(Tensor images, ImagePipeline? student)
    {
        if (_preprocessing is not { } own) return images;
        if (student is not null && (student.Mean, student.Std) != (own.Mean, own.Std))
        {
            // (x · s + m - m') / s' is what the other mean and deviation would have made of the same pixels.
            var (s, m) = (Channels(student.Std), Channels(student.Mean));
            images = (images * s + m - Channels(own.Mean)) / Channels(own.Std);
        }

        return images.Shape[2] == own.Size && images.Shape[3] == own.Size ? images
            : images.Resize([own.Size, own.Size], Interpolation.Linear, antialias: true);
    }

    /// <summary>Scores in the student's order.</summary>
    internal Tensor Ordered(Tensor logits) => _order is null ? logits : logits.IndexSelect(1, _order);

    private static Tensor Channels(ChannelValues values) =>
        Tensor.From<float>([values.R, values.G, values.B], [1, 3, 1, 1]);

    private static string Listed(string what, List<string> names)
    {
        const int most = 8;
        if (names.Count == 0) return "";
        var rest = names.Count > most ? $" and {names.Count - most} more" : "";
        return $" {what}: {string.Join(", ", names.Take(most))}{rest}.";
    }
}
