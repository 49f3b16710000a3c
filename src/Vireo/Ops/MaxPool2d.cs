using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>The greatest element under each window. Outputs: y, and its place h·W + w in the plane (I32), the first of
/// equal ones. Padding never wins.</summary>
public sealed record MaxPool2d : Pool2dOp
{
    /// <inheritdoc/>
    public override string Name => "max_pool2d";

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var shape = Pooled(inputs[0]);
        return [new(shape, inputs[0].DType), new(shape, DType.I32)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (data, best, place) = (x[0].Data, y[0].Data, y[1].Data);
        Array.Fill(best, double.NegativeInfinity);
        Array.Fill(place, -1);
        PoolLoop.Run(Geometry(x[0].Shape), (o, i, p) =>
        {
            if (place[o] >= 0 && !(data[i] > best[o]) && !double.IsNaN(data[i])) return;
            if (double.IsNaN(best[o])) return;
            (best[o], place[o]) = (data[i], p);
        });
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0] is { } d
            ? Tensor.Of(new MaxPool2dBackward { Shape = node.Inputs[0].Shape }, d, node.Outputs[1])
            : null];

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        // ONNX numbers places through all planes.
        var y = graph.AddMany("MaxPool", x, 2, OnnxWindow(node.Inputs[0].Shape));
        var plane = graph.Scalar((long)node.Inputs[0].Shape[2] * node.Inputs[0].Shape[3], DType.I64);
        return [y[0], graph.Cast(graph.Add("Mod", [y[1], plane]), DType.I32)];
    }
}

/// <summary>The fluent form of <see cref="Ops.MaxPool2d"/>.</summary>
public static class MaxPool2dOp
{
    extension(Tensor x)
    {
        /// <summary>The greatest element under a square window.</summary>
        public Tensor MaxPool2d(int kernel, Window2d window, bool ceilMode = false) =>
            x.MaxPool2dWithPlaces(kernel, kernel, window, ceilMode).Y;

        /// <summary>The greatest element under a window, and its place <c>h·W + w</c> in the plane (I32): what
        /// <c>MaxUnpool2d</c> takes.</summary>
        public (Tensor Y, Tensor Places) MaxPool2dWithPlaces(
            int kernelH, int kernelW, Window2d window, bool ceilMode = false)
        {
            var op = new MaxPool2d { KH = kernelH, KW = kernelW, Window = window, CeilMode = ceilMode };
            var outputs = Tensor.Apply(op, x).Outputs;
            return (outputs[0], outputs[1]);
        }
    }
}
