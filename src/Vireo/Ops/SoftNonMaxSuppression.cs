using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>Instead of dropping boxes that overlap a better one, lowers their scores: again and again the best box left
/// is taken (the first of equal ones) and the scores of all others decay by their IoU with it, until none exceeds the
/// score threshold. Inputs: boxes <c>[N, 4]</c> (corners), scores <c>[N]</c>. Outputs: indices in the order taken,
/// <c>[MaxOutputs]</c> filled up with -1, I64; their scores at that moment <c>[MaxOutputs]</c>, filled up with zero;
/// their count, I64.</summary>
/// <remarks>Bodla et al. 2017, "Soft-NMS", arXiv:1704.04503. No gradient flows and there is no ONNX form: it belongs
/// behind a network. It runs in time N · MaxOutputs, in double precision.</remarks>
public sealed record SoftNonMaxSuppression : Op
{
    /// <summary>Most boxes taken.</summary>
    public required int MaxOutputs { get; init; }

    /// <summary>How scores decay.</summary>
    public SoftDecay Decay { get; init; }

    /// <summary>With <see cref="SoftDecay.Gaussian"/>: the greater, the gentler.</summary>
    public double Sigma { get; init; } = 0.5;

    /// <summary>With <see cref="SoftDecay.Linear"/>: the IoU up to which nothing decays.</summary>
    public double IouThreshold { get; init; } = 0.3;

    /// <summary>The score that a box must exceed when it is taken.</summary>
    public double ScoreThreshold { get; init; } = 0.001;

    /// <inheritdoc/>
    public override string Name => "soft_nms";

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MaxOutputs);
        var (boxes, scores) = (inputs[0], inputs[1]);
        if (boxes.Shape.Rank != 2 || boxes.Shape[1] != 4 || scores.Shape != Shape.Create([boxes.Shape[0]])
            || !boxes.DType.IsFloat || boxes.DType != scores.DType)
        {
            throw new ShapeException(Name, "boxes and scores do not fit.",
                [("boxes", boxes, "N, 4"), ("scores", scores, "N")], "Give each box one score.");
        }

        return [new([MaxOutputs], DType.I64), new([MaxOutputs], scores.DType), new(Shape.Scalar, DType.I64)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (boxes, scores) = (x[0].Data, (double[])x[1].Data.Clone());
        var isTaken = new bool[scores.Length];
        Array.Fill(y[0].Data, -1);
        var count = 0;
        for (; count < MaxOutputs; count++)
        {
            var best = -1;
            for (var i = 0; i < scores.Length; i++)
            {
                if (!isTaken[i] && scores[i] > (best < 0 ? ScoreThreshold : scores[best])) best = i;
            }

            if (best < 0) break;
            isTaken[best] = true;
            (y[0].Data[count], y[1].Data[count]) = (best, scores[best]);
            for (var i = 0; i < scores.Length; i++)
            {
                if (!isTaken[i]) scores[i] *= Factor(BoxOverlap.Iou(boxes, best, i));
            }
        }

        y[2].Data[0] = count;
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => [null, null];

    private double Factor(double iou) => Decay switch
    {
        SoftDecay.Gaussian => Math.Exp(-iou * iou / Sigma),
        _ => iou > IouThreshold ? 1 - iou : 1,
    };
}

/// <summary>The fluent form of <see cref="SoftNonMaxSuppression"/>.</summary>
public static class SoftNonMaxSuppressionOp
{
    extension(Tensor boxes)
    {
        /// <summary>The boxes <c>[N, 4]</c> in the order that soft suppression takes them, with their lowered scores;
        /// computes at once. See <see cref="SoftNonMaxSuppression"/>.</summary>
        /// <param name="scores">One per box <c>[N]</c>.</param>
        /// <param name="decay">How scores decay.</param>
        /// <param name="sigma">For <see cref="SoftDecay.Gaussian"/>.</param>
        /// <param name="iouThreshold">For <see cref="SoftDecay.Linear"/>.</param>
        /// <param name="scoreThreshold">The score that a box must exceed when it is taken.</param>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        public (int[] Indices, double[] Scores) SoftNms(
            Tensor scores, SoftDecay decay = SoftDecay.Gaussian, double sigma = 0.5, double iouThreshold = 0.3,
            double scoreThreshold = 0.001)
        {
            var op = new SoftNonMaxSuppression
            {
                MaxOutputs = boxes.Shape.Rank > 0 ? boxes.Shape[0] : 0, Decay = decay, Sigma = sigma,
                IouThreshold = iouThreshold, ScoreThreshold = scoreThreshold,
            };
            var node = Tensor.Apply(op, boxes, scores);
            Engine.Evaluate([.. node.Outputs]);
            var count = (int)node.Outputs[2].ToScalar();
            var indices = Array.ConvertAll(node.Outputs[0].ToArray<long>()[..count], i => (int)i);
            return (indices, node.Outputs[1].ToDoubles()[..count]);
        }
    }
}
