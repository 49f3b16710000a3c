using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Batch normalisation with the batch's own statistics, per channel (axis 1) over all other axes:
/// <c>y = gamma · (x - mean) / √(variance + Epsilon) + beta</c>. Inputs: x <c>[N, C, …]</c>, gamma <c>[C]</c>, beta
/// <c>[C]</c>; outputs: y, mean <c>[C]</c> and the biased variance <c>[C]</c>.</summary>
/// <remarks>Ioffe, Szegedy 2015, arXiv:1502.03167.</remarks>
public sealed record BatchNormTraining : Op
{
    // Of so few elements dx is a small difference of large terms: variance / Epsilon times smaller than they for two.
    private const int FewElements = 16;

    /// <summary>Keeps the root away from zero.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <inheritdoc/>
    public override string Name => "batch_norm";

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Images;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        Channels.Require(Name, inputs[0], [("gamma", inputs[1]), ("beta", inputs[2])]);
        var channel = new TensorSpec(inputs[1].Shape, inputs[0].DType);
        return [inputs[0], channel, channel];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (mean, variance) = (y[1].Data, y[2].Data);
        var count = x[0].Data.Length / Math.Max(mean.Length, 1);
        var (data, gamma, beta, output) = (x[0].Data, x[1].Data, x[2].Data, y[0].Data);
        Channels.Visit(x[0].Shape, (i, c) => mean[c] += data[i] / count);
        Channels.Visit(x[0].Shape, (i, c) => variance[c] += (data[i] - mean[c]) * (data[i] - mean[c]) / count);
        Channels.Visit(
            x[0].Shape,
            (i, c) => output[i] = gamma[c] * (data[i] - mean[c]) / Math.Sqrt(variance[c] + Epsilon) + beta[c]);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        var (x, gamma) = (node.Inputs[0], node.Inputs[1]);
        var (mean, variance) = (node.Outputs[1], node.Outputs[2]);
        Tensor? dx = null, dgamma = null, dbeta = null;
        if (dy[0] is { } d)
        {
            var isHard = x.DType == DType.F32 && x.Shape.Count <= FewElements * gamma.Shape.Count;
            var back = isHard
                ? InDouble(node, d)
                : Tensor.Apply(new BatchNormBackward { Epsilon = Epsilon }, x, d, gamma, mean, variance).Outputs;
            (dx, dgamma, dbeta) = (back[0].Cast(x.DType), back[1].Cast(x.DType), back[2].Cast(x.DType));
        }

        // The statistics are seldom differentiated; when they are: dmean spreads evenly, dvariance by 2 (x - mean) / n.
        var share = (double)gamma.Shape.Count / Math.Max(x.Shape.Count, 1);
        if (dy[1] is { } dm) dx = Sum(dx, (Channels.Spread(dm, x.Shape) * share).Expand(x.Shape));
        if (dy[2] is { } dv)
        {
            dx = Sum(dx, Channels.Spread(dv, x.Shape) * (x - Channels.Spread(mean, x.Shape)) * (2 * share));
        }

        return [dx, dgamma, dbeta];
    }

    /// <summary>The gradient in double precision, from statistics that were not rounded to single either.</summary>
    private Tensor[] InDouble(Node node, Tensor dy)
    {
        var (x, gamma, beta) = (node.Inputs[0].Cast(DType.F64), node.Inputs[1].Cast(DType.F64),
            node.Inputs[2].Cast(DType.F64));
        var forward = Tensor.Apply(this, x, gamma, beta).Outputs;
        return Tensor.Apply(
            new BatchNormBackward { Epsilon = Epsilon }, x, dy.Cast(DType.F64), gamma, forward[1], forward[2]).Outputs;
    }

    private static Tensor Sum(Tensor? a, Tensor b) => a is null ? b : a + b;

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        var shape = node.Inputs[0].Shape;
        var axes = Channels.Others(shape);
        string Number(double value) => graph.Scalar(value, node.Inputs[0].DType);
        string Mean(string values) => graph.Reduce("ReduceMean", values, axes, keepAxes: true);
        string Vector(string kept) => graph.Add("Reshape", [kept, graph.Integers(shape[1])]);
        string Spread(string vector) =>
            graph.Add("Reshape", [vector, graph.Integers([shape[1], .. Enumerable.Repeat(1, shape.Rank - 2)])]);

        var mean = Mean(x[0]);
        var centred = graph.Add("Sub", [x[0], mean]);
        var variance = Mean(graph.Add("Mul", [centred, centred]));
        var deviation = graph.Add("Sqrt", graph.Add("Add", [variance, Number(Epsilon)]));
        var scaled = graph.Add("Mul", [graph.Add("Div", [centred, deviation]), Spread(x[1])]);
        return [graph.Add("Add", [scaled, Spread(x[2])]), Vector(mean), Vector(variance)];
    }
}

/// <summary>The fluent form of <see cref="Ops.BatchNormTraining"/>.</summary>
public static class BatchNormTrainingOp
{
    extension(Tensor x)
    {
        /// <summary>Normalises by the batch's statistics and returns them, the variance biased.</summary>
        public (Tensor Y, Tensor Mean, Tensor Variance) BatchNorm(Tensor gamma, Tensor beta, double epsilon = 1e-5)
        {
            var op = new BatchNormTraining { Epsilon = epsilon };
            var outputs = Tensor.Apply(op, Channels.AsImages(x), gamma, beta).Outputs;
            return (outputs[0].Reshape(x.Shape), outputs[1], outputs[2]);
        }
    }
}
