using Vireo.Graph;
using Vireo.Kernels;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>The mean under each window.</summary>
public sealed record AveragePool2d : Pool2dOp
{
    /// <summary>Whether padding counts as zeros; what hangs over beyond the padding never counts.</summary>
    public bool CountPadding { get; init; } = true;

    /// <inheritdoc/>
    public override string Name => "avg_pool2d";

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [new(Pooled(inputs[0]), inputs[0].DType)];

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (data, output, g) = (x[0].Data, y[0].Data, Geometry(x[0].Shape));
        PoolLoop.Run(g, (o, i, _) => output[o] += data[i] / Divisor(g, o));
    }

    /// <summary>The number that the sum at a row-major output place is divided by.</summary>
    internal int Divisor(Pool2dGeometry g, int output)
    {
        int oy = output / g.OW % g.OH, ox = output % g.OW;
        return Covered(oy * g.StrideH - g.PadTop, g.KH, g.H, Window.PadBottom)
            * Covered(ox * g.StrideW - g.PadLeft, g.KW, g.W, Window.PadRight);
    }

    private int Covered(int start, int kernel, int size, int after)
    {
        var end = Math.Min(start + kernel, size + after);
        return CountPadding ? end - start : Math.Min(end, size) - Math.Max(start, 0);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0] is { } d
            ? Tensor.Of(new AveragePool2dBackward { Forward = this, Shape = node.Inputs[0].Shape }, d)
            : null];

    /// <inheritdoc/>
    public override string[]? Onnx(OnnxGraph graph, Node node, string[] x)
    {
        if ((Window.DilationH, Window.DilationW) != (1, 1)) return null;
        var isPadded = CountPadding
            && (Window.PadTop, Window.PadLeft, Window.PadBottom, Window.PadRight) != (0, 0, 0, 0);
        // Padding counts, what hangs over beyond it does not: to ONNX both are one, so the padding comes first.
        int[] pads = [0, 0, Window.PadTop, Window.PadLeft, 0, 0, Window.PadBottom, Window.PadRight];
        var images = isPadded ? graph.Add("Pad", [x[0], graph.Integers(pads)]) : x[0];
        return [graph.Add("AveragePool", images, OnnxWindow(node.Inputs[0].Shape, isPadded)[..3])];
    }
}

/// <summary>The fluent form of <see cref="Ops.AveragePool2d"/>.</summary>
public static class AveragePool2dOp
{
    extension(Tensor x)
    {
        /// <summary>The mean under a square window.</summary>
        public Tensor AveragePool2d(int kernel, Window2d window, bool ceilMode = false, bool countPadding = true) =>
            x.AveragePool2d(kernel, kernel, window, ceilMode, countPadding);

        /// <summary>The mean under a window.</summary>
        public Tensor AveragePool2d(
            int kernelH, int kernelW, Window2d window, bool ceilMode = false, bool countPadding = true) => Tensor.Of(
            new AveragePool2d
            {
                KH = kernelH, KW = kernelW, Window = window, CeilMode = ceilMode, CountPadding = countPadding,
            },
            x);

        /// <summary>The sum under a window, divided by a given number whatever the window covers.</summary>
        public Tensor AveragePool2d(int kernelH, int kernelW, Window2d window, int divisor, bool ceilMode = false)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(divisor);
            // Among explicit zeros every window is whole, so its mean is its sum over a constant.
            var g = new AveragePool2d { KH = kernelH, KW = kernelW, Window = window, CeilMode = ceilMode }
                .Geometry(x.Shape);
            var below = Math.Max(0, (g.OH - 1) * g.StrideH + g.KH - g.H - g.PadTop);
            var right = Math.Max(0, (g.OW - 1) * g.StrideW + g.KW - g.W - g.PadLeft);
            var steps = new Window2d { StrideH = window.StrideH, StrideW = window.StrideW };
            return x.Pad([(g.PadTop, below), (g.PadLeft, right)]).AveragePool2d(kernelH, kernelW, steps)
                * ((double)kernelH * kernelW / divisor);
        }
    }
}
