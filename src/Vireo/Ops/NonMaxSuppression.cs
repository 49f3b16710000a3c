using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Keeps the best of boxes that overlap: in order of falling score (the first of equal ones leads) a box stays
/// unless its IoU with one that stayed exceeds a threshold. The size of the result is fixed, so it may be part of a
/// plan. Inputs: boxes <c>[B, N, 4]</c> (corners), scores <c>[B, C, N]</c> and, optionally, groups <c>[B, N]</c> (I32
/// or I64): boxes of different groups leave each other alone, as those of different classes C do. Outputs: indices of
/// the kept boxes, best first, <c>[B, C, MaxOutputs]</c> filled up with -1; their counts <c>[B, C]</c>; both I64.
/// </summary>
/// <remarks>No gradient flows: gather the boxes and scores by the indices instead. The ONNX form is
/// <c>NonMaxSuppression</c>, which computes in single precision.</remarks>
public sealed record NonMaxSuppression : Op
{
    /// <summary>Most boxes kept for an image and a class.</summary>
    public required int MaxOutputs { get; init; }

    /// <summary>Greatest IoU of two boxes that both stay.</summary>
    public double IouThreshold { get; init; } = 0.5;

    /// <summary>Boxes whose score is not greater are dropped at once, as are those whose score is NaN.</summary>
    public double ScoreThreshold { get; init; } = double.NegativeInfinity;

    /// <inheritdoc/>
    public override string Name => "nms";

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MaxOutputs);
        var (boxes, scores) = (inputs[0], inputs[1]);
        var fits = boxes.Shape.Rank == 3 && scores.Shape.Rank == 3 && boxes.Shape[2] == 4
            && boxes.Shape[0] == scores.Shape[0] && boxes.Shape[1] == scores.Shape[2]
            && boxes.DType.IsFloat && boxes.DType == scores.DType;
        if (!fits) throw Misfit(inputs, "boxes and scores do not fit.", "Give each box one score for each class.");
        if (inputs.Length > 2 && (inputs[2].Shape != Shape.Create([boxes.Shape[0], boxes.Shape[1]])
            || inputs[2].DType is not (DType.I32 or DType.I64)))
        {
            throw Misfit(inputs, "groups do not fit the boxes.", "Give each box one whole number.");
        }

        Shape counts = [scores.Shape[0], scores.Shape[1]];
        return [new([counts[0], counts[1], MaxOutputs], DType.I64), new(counts, DType.I64)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (count, classes) = (x[0].Shape[1], x[1].Shape[1]);
        var (boxes, scores, groups) = (x[0].Data, x[1].Data, x.Length > 2 ? x[2].Data : null);
        Array.Fill(y[0].Data, -1);
        for (var row = 0; row < y[1].Data.Length; row++)
        {
            var image = row / Math.Max(1, classes) * count;
            var order = Enumerable.Range(0, count).Where(i => scores[row * count + i] > ScoreThreshold)
                .OrderByDescending(i => scores[row * count + i]);
            var kept = new List<int>();
            foreach (var i in order)
            {
                if (kept.Count == MaxOutputs) break;
                var isFree = kept.TrueForAll(k => (groups is not null && groups[image + k] != groups[image + i])
                    || !(BoxOverlap.Iou(boxes, image + k, image + i) > IouThreshold));
                if (isFree) kept.Add(i);
            }

            for (var k = 0; k < kept.Count; k++) y[0].Data[row * MaxOutputs + k] = kept[k];
            y[1].Data[row] = kept.Count;
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => new Tensor?[node.Inputs.Count];

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(x);
        var single = node.Inputs[0].DType == DType.F32;
        var (boxes, scores) = single ? (x[0], x[1]) : (graph.Cast(x[0], DType.F32), graph.Cast(x[1], DType.F32));
        if (x.Length > 2) boxes = Spread(graph, boxes, x[2]);
        var least = double.IsNegativeInfinity(ScoreThreshold)
            ? ""
            : graph.Constant(new([1], DType.F32), ScoreThreshold);
        var found = graph.Add("NonMaxSuppression",
            [boxes, scores, graph.Integers(MaxOutputs), graph.Constant(new([1], DType.F32), IouThreshold), least]);

        // It lists (image, class, box) of all that stay, one image and class after the other: each goes to its row.
        var (classes, listed) = (node.Outputs[1].Shape[1], node.Outputs[0].Shape);
        var images = graph.Add("Gather", [graph.Add("Shape", x[1]), graph.Scalar(0, DType.I64)]);
        var rows = graph.Add("Mul", [images, graph.Scalar(classes, DType.I64)]);
        string Column(int i) => graph.Add("Gather", [found, graph.Scalar(i, DType.I64)], ("axis", 1));
        var row = graph.Add("Add", [graph.Add("Mul", [Column(0), graph.Scalar(classes, DType.I64)]), Column(1)]);
        var all = graph.Add("Range", [graph.Scalar(0, DType.I64), rows, graph.Scalar(1, DType.I64)]);
        var isRow = graph.Cast(graph.Add("Equal", [graph.Add("Unsqueeze", [row, graph.Integers(1)]), all]), DType.I64);
        var counts = graph.Add("ReduceSum", [isRow, graph.Integers(0)], ("keepdims", 0));
        var starts = graph.Add("CumSum", [counts, graph.Scalar(0, DType.I64)], ("exclusive", 1));
        var total = graph.Add("ReduceSum", [counts, graph.Integers(0)], ("keepdims", 0));
        var places = graph.Add("Range", [graph.Scalar(0, DType.I64), total, graph.Scalar(1, DType.I64)]);
        var rank = graph.Add("Sub", [places, graph.Add("Gather", [starts, row])]);
        var target = graph.Add("Add", [graph.Add("Mul", [row, graph.Scalar(MaxOutputs, DType.I64)]), rank]);
        var room = graph.Add("Reshape",
            [graph.Add("Mul", [rows, graph.Scalar(MaxOutputs, DType.I64)]), graph.Integers(1)]);
        var none = graph.Add("Expand", [graph.Integers(-1), room]);
        var indices = graph.Add("ScatterElements", [none, target, Column(2)]);
        // The number of images may be another one when it runs; without any elements it cannot be left open.
        var open = listed.Count > 0 ? -1 : listed[0];
        return
        [
            graph.Add("Reshape", [indices, graph.Integers(open, classes, MaxOutputs)]),
            graph.Add("Reshape", [counts, graph.Integers(open, classes)]),
        ];
    }

    /// <summary>Boxes of different groups moved so far apart that they cannot meet.</summary>
    private static string Spread(OnnxGraph graph, string boxes, string groups)
    {
        var (highest, lowest) = (graph.Add("ReduceMax", boxes, ("keepdims", 0)),
            graph.Add("ReduceMin", boxes, ("keepdims", 0)));
        var step = graph.Add("Add", [graph.Add("Sub", [highest, lowest]), graph.Scalar(1)]);
        var moved = graph.Add("Mul", [graph.Cast(groups, DType.F32), step]);
        return graph.Add("Add", [boxes, graph.Add("Unsqueeze", [moved, graph.Integers(-1)])]);
    }

    private ShapeException Misfit(ReadOnlySpan<TensorSpec> inputs, string problem, string fix)
    {
        var operands = new List<(string, TensorSpec, string)>
        {
            ("boxes", inputs[0], "B, N, 4"), ("scores", inputs[1], "B, C, N"),
        };
        if (inputs.Length > 2) operands.Add(("groups", inputs[2], "B, N, whole numbers"));
        return new(Name, problem, operands, fix);
    }
}

/// <summary>The fluent forms of <see cref="Ops.NonMaxSuppression"/>: within plans, and with results of just the right
/// size for code behind them.</summary>
public static class NonMaxSuppressionOp
{
    extension(Tensor boxes)
    {
        /// <summary>Suppression per image and class, of fixed size; see <see cref="Ops.NonMaxSuppression"/>.</summary>
        /// <param name="scores">One per class and box <c>[B, C, N]</c>, for boxes <c>[B, N, 4]</c>.</param>
        /// <param name="maxOutputs">Most boxes kept for an image and a class.</param>
        /// <param name="iouThreshold">Greatest IoU of two boxes that both stay.</param>
        /// <param name="scoreThreshold">Scores that are not greater are dropped.</param>
        /// <param name="groups">Groups <c>[B, N]</c> that leave each other alone; null for one.</param>
        /// <returns>Indices <c>[B, C, maxOutputs]</c>, -1 where there are fewer, and counts <c>[B, C]</c>.</returns>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        public (Tensor Indices, Tensor Counts) NonMaxSuppression(
            Tensor scores, int maxOutputs, double iouThreshold = 0.5,
            double scoreThreshold = double.NegativeInfinity, Tensor? groups = null)
        {
            var op = new NonMaxSuppression
            {
                MaxOutputs = maxOutputs, IouThreshold = iouThreshold, ScoreThreshold = scoreThreshold,
            };
            var node = groups is null ? Tensor.Apply(op, boxes, scores) : Tensor.Apply(op, boxes, scores, groups);
            return (node.Outputs[0], node.Outputs[1]);
        }

        /// <summary>Which of the boxes <c>[N, 4]</c> stay, best first. Computes at once.</summary>
        /// <param name="scores">One per box <c>[N]</c>.</param>
        /// <param name="iouThreshold">Greatest IoU of two boxes that both stay.</param>
        /// <param name="scoreThreshold">Scores that are not greater are dropped.</param>
        /// <param name="groups">Numbers <c>[N]</c>, such as classes; boxes of different ones leave each other alone.
        /// </param>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        public int[] Nms(
            Tensor scores, double iouThreshold = 0.5, double scoreThreshold = double.NegativeInfinity,
            Tensor? groups = null)
        {
            RequireList(boxes, scores, 1);
            var n = boxes.Shape[0];
            return Trimmed(boxes.Reshape([1, n, 4]).NonMaxSuppression(
                scores.Reshape([1, 1, n]), n, iouThreshold, scoreThreshold, groups?.Reshape([1, n])))[0];
        }

        /// <summary>Which of the boxes <c>[N, 4]</c> stay for each class, best first. Computes at once.</summary>
        /// <param name="scores">One per class and box <c>[C, N]</c>.</param>
        /// <param name="iouThreshold">Greatest IoU of two boxes of a class that both stay.</param>
        /// <param name="scoreThreshold">Scores that are not greater are dropped.</param>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        public int[][] NmsPerClass(
            Tensor scores, double iouThreshold = 0.5, double scoreThreshold = double.NegativeInfinity)
        {
            RequireList(boxes, scores, 2);
            var (c, n) = (scores.Shape[0], boxes.Shape[0]);
            return Trimmed(boxes.Reshape([1, n, 4]).NonMaxSuppression(
                scores.Reshape([1, c, n]), n, iouThreshold, scoreThreshold));
        }
    }

    /// <summary>The indices of each image and class without what fills them up; computes them if need be.</summary>
    private static int[][] Trimmed((Tensor Indices, Tensor Counts) kept)
    {
        Engine.Evaluate([kept.Indices, kept.Counts]);
        var (indices, counts) = (kept.Indices.ToArray<long>(), kept.Counts.ToArray<long>());
        var most = kept.Indices.Shape[^1];
        return [.. counts.Select((count, row) =>
            Array.ConvertAll(indices[(row * most)..(row * most + (int)count)], i => (int)i))];
    }

    private static void RequireList(Tensor boxes, Tensor scores, int rank)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (boxes.Shape.Rank == 2 && boxes.Shape[1] == 4 && scores.Shape.Rank == rank
            && scores.Shape[^1] == boxes.Shape[0])
        {
            return;
        }

        throw new ShapeException("nms", "boxes and scores do not fit.",
            [("boxes", boxes.Spec, "N, 4"), ("scores", scores.Spec, rank == 1 ? "N" : "C, N")],
            "Give each box one score, or one for each class.");
    }
}
