using Vireo.Layers;
using Vireo.Losses;
using Vireo.Ops;
using Vireo.Training.Config;
using Vireo.Vision.Augment;

namespace Vireo.Training.Distillation;

/// <summary>Adds to the loss of a student how far its scores, and outputs of its parts, are from a teacher's. The
/// teacher runs in the same step on the same images, whatever was drawn and mixed for them.</summary>
/// <remarks>Parts of other channels are compared behind a projection, a 1x1 convolution of the student's output that
/// learns along (<c>distill.PART.weight</c>) and is thrown away in the end. Romero et al. 2014, "FitNets",
/// arXiv:1412.6550.</remarks>
public sealed class Distiller : Module
{
    private const string Place = "teacher";
    private readonly Teacher _teacher;
    private readonly Named _network;
    private readonly ImagePipeline? _student;
    private readonly Dictionary<string, Conv> _projections = [];

    /// <summary>Looks for the parts, and draws projections where channels differ.</summary>
    /// <param name="teacher">Whom to learn from.</param>
    /// <param name="student">Who learns.</param>
    /// <param name="images">Shape of a batch of the student.</param>
    /// <param name="config">What is compared; null for scores by their divergence.</param>
    /// <param name="preprocessing">How the student's images are normalised; null for as the teacher's.</param>
    /// <param name="seed">Of the projections.</param>
    /// <exception cref="UsageException"><c>VIR2858</c>: there is no such part. <c>VIR2859</c>: what it puts out is no
    /// feature map, or the two score another number of classes.</exception>
    public Distiller(
        Teacher teacher, Module student, Shape images, DistillConfig? config = null,
        ImagePipeline? preprocessing = null, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(student);
        (_teacher, _student, Config) = (teacher, preprocessing, config ?? new());
        _network = Own(Place, new Named(teacher.Network));
        var (x, pass) = (Tensor.Placeholder(images, title: "images"), Pass.Inference());
        var (scores, (taught, teaching)) = (student.Call(x, pass), Taught(x));
        if (scores.Shape != taught.Shape)
            throw new UsageException("VIR2859", $"the student scores {scores.Shape}, the teacher {taught.Shape}.");
        foreach (var pair in Config.Features)
        {
            var (own, theirs) = (Map(pass, pair.Student, "student"), Map(teaching, $"{Place}.{pair.Teacher}", Place));
            if (own.Shape[1] == theirs.Shape[1]) continue;
            _projections[pair.Student] = Own(
                $"distill.{pair.Student}", new Conv(own.Shape[1], theirs.Shape[1], 1, bias: false));
        }

        Initialise(new Rng(seed));
    }

    /// <summary>What is compared.</summary>
    public DistillConfig Config { get; }

    /// <summary>The loss with what the teacher has to say.</summary>
    /// <param name="labelled">The loss of the labels; null where there are none.</param>
    /// <param name="images">What the student sees.</param>
    /// <param name="pass">The student's pass, built already.</param>
    /// <param name="logits">The student's scores.</param>
    /// <param name="labels">Classes <c>[N]</c>, or their probabilities <c>[N, C]</c>.</param>
    /// <returns>The loss, and the teacher's scores.</returns>
    internal (Tensor Loss, Tensor Taught) Loss(
        Tensor? labelled, Tensor images, Pass pass, Tensor logits, Tensor labels)
    {
        var (taught, teaching) = Taught(images);
        var loss = Compared(logits, taught, labels) * Config.Weight;
        if (labelled is not null) loss = labelled + loss;
        foreach (var pair in Config.Features)
        {
            var own = Map(pass, pair.Student, "student");
            if (_projections.TryGetValue(pair.Student, out var projection)) own = projection.Call(own, pass);
            var theirs = Map(teaching, $"{Place}.{pair.Teacher}", Place);
            var size = own.Shape.Extents[2..];
            if (!size.SequenceEqual(theirs.Shape.Extents[2..])) theirs = theirs.Resize(size, Interpolation.Linear);
            loss += own.FeatureMatching(theirs) * Config.FeatureWeight;
        }

        return (loss, taught);
    }

    /// <summary>The teacher's scores of the student's images.</summary>
    protected override Tensor Forward(Tensor x, Pass pass) => Taught(x).Scores;

    private (Tensor Scores, Pass Pass) Taught(Tensor images)
    {
        var pass = Pass.Inference();
        return (_teacher.Ordered(_network.Call(_teacher.Sees(images, _student), pass)).Detach(), pass);
    }

    private Tensor Compared(Tensor logits, Tensor taught, Tensor labels)
    {
        const double usual = 4, ofDecoupled = 1;
        var temperature = Config.Temperature ?? (Config.Loss == DistillKind.Dkd ? ofDecoupled : usual);
        return Config.Loss switch
        {
            // Of mixed images the label that weighs more.
            DistillKind.Dkd => logits.DecoupledDistillation(
                taught, labels.DType.IsFloat ? labels.ArgMax(1) : labels, Config.Alpha, Config.Beta, temperature),
            DistillKind.Js => logits.LogSoftmax().JensenShannon(taught.LogSoftmax()),
            DistillKind.Ssld => logits.MutualLearning(taught),
            _ => logits.Distillation(taught, temperature),
        };
    }

    private static Tensor Map(Pass pass, string path, string who)
    {
        if (!pass.Outputs.TryGetValue(path, out var output))
        {
            var paths = pass.Outputs.Keys.Where(p => p.Length > 0 && p != Place)
                .Select(p => who == Place ? p[(Place.Length + 1)..] : p).ToList();
            var name = who == Place ? path[(Place.Length + 1)..] : path;
            throw new UsageException("VIR2858", $"the {who} has no part '{name}' whose output can be compared."
                + $"{NearestName.Hint(name, paths)}");
        }

        return output.Shape.Rank == 4 ? output : throw new UsageException("VIR2859",
            $"{path} of the {who} puts out {output.Shape}, which is no feature map [N, C, H, W].");
    }

    /// <summary>Puts the teacher's parts below a name, for listings and errors; it owns nothing of it, so that the
    /// teacher keeps its own name and learns nothing.</summary>
    private sealed class Named(Module module) : Module
    {
        protected override Tensor Forward(Tensor x, Pass pass) => module.Call(x, pass);
    }
}
