using Vireo.Ops;

namespace Vireo.Losses;

/// <summary>Class scores from the angles of embeddings <c>[N, D]</c> and class directions <c>[C, D]</c>, with a margin
/// for the right class; they go into <see cref="CrossEntropyLoss"/>.</summary>
public static class AngularMarginLoss
{
    extension(Tensor x)
    {
        /// <summary><c>scale · (cos θ - margin)</c> for the label, <c>scale · cos θ</c> for others.</summary>
        /// <remarks>Wang et al. 2018, "CosFace", arXiv:1801.09414.</remarks>
        public Tensor CosFace(Tensor directions, Tensor labels, double margin = 0.35, double scale = 64)
        {
            var (cosine, own) = Cosines(x, directions, labels);
            return (cosine - own * margin) * scale;
        }

        /// <summary><c>scale · cos(θ + margin)</c> for the label, <c>scale · cos θ</c> for others. Beyond
        /// <c>θ = π - margin</c> the label has <c>cos θ - margin · sin margin</c>.</summary>
        /// <remarks>Deng et al. 2018, "ArcFace", arXiv:1801.07698.</remarks>
        /// <param name="directions">Directions of the classes <c>[C, D]</c>.</param>
        /// <param name="labels">Classes <c>[N]</c>, I64.</param>
        /// <param name="margin">Angle, in radians.</param>
        /// <param name="scale">Factor of all scores.</param>
        /// <param name="isEasy">Whether the margin is for labels with <c>cos θ &gt; 0</c> only; others stay as they
        /// are.</param>
        public Tensor ArcFace(
            Tensor directions, Tensor labels, double margin = 0.5, double scale = 64, bool isEasy = false)
        {
            var (cosine, own) = Cosines(x, directions, labels);
            var sine = (1.0 - cosine * cosine).SafeSqrt();
            var turned = cosine * Math.Cos(margin) - sine * Math.Sin(margin);
            turned = isEasy
                ? (cosine > 0).Where(turned, cosine)
                : (cosine > Math.Cos(Math.PI - margin)).Where(turned, cosine - margin * Math.Sin(margin));
            return (own > 0).Where(turned, cosine) * scale;
        }

        /// <summary>Circle loss with class directions: <c>scale · a (cos θ - 1 + margin)</c> for the label,
        /// <c>a = max(0, 1 + margin - cos θ)</c>, and <c>scale · b (cos θ - margin)</c> for others,
        /// <c>b = max(0, cos θ + margin)</c>; no gradient flows through a and b.</summary>
        /// <remarks>Sun et al. 2020, "Circle loss", arXiv:2002.10857.</remarks>
        public Tensor CircleMargin(Tensor directions, Tensor labels, double margin = 0.35, double scale = 64)
        {
            var (cosine, own) = Cosines(x, directions, labels);
            var still = cosine.Detach();
            var right = (1 + margin - still).Relu() * (cosine - (1 - margin));
            var wrong = (still + margin).Relu() * (cosine - margin);
            return (own > 0).Where(right, wrong) * scale;
        }
    }

    private static (Tensor Cosine, Tensor Own) Cosines(Tensor x, Tensor directions, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(directions);
        LossParts.RequireLabels("angular_margin", x, labels);
        var cosine = x.Normalised().MatMul(directions.Normalised(), transposeB: true);
        return (cosine, labels.OneHot(directions.Shape[0], x.DType));
    }
}
