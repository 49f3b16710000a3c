namespace Vireo.Ops;

/// <summary>Pooling of sequences <c>[N, C, L]</c>, composed: a sequence is an image of one row.</summary>
public static class Pool1dOp
{
    extension(Tensor x)
    {
        /// <summary>The greatest element under each window, and its place.</summary>
        /// <exception cref="ShapeException">There are not three axes, or the window is too large.</exception>
        public (Tensor Y, Tensor Places) MaxPool1d(
            int kernel, int stride, int padding = 0, int dilation = 1, bool ceilMode = false)
        {
            Require("max_pool1d", x);
            var pool = new MaxPool2d
            {
                KH = 1, KW = kernel, Window = Conv1dOp.Window(stride, padding, padding, dilation), CeilMode = ceilMode,
            };
            var outputs = Tensor.Apply(pool, Conv1dOp.Row(x)).Outputs;
            return (Conv1dOp.Flat(outputs[0]), Conv1dOp.Flat(outputs[1]));
        }

        /// <summary>The mean under each window.</summary>
        /// <exception cref="ShapeException">There are not three axes, or the window is too large.</exception>
        public Tensor AveragePool1d(
            int kernel, int stride, int padding = 0, bool ceilMode = false, bool countPadding = true)
        {
            Require("avg_pool1d", x);
            var pool = new AveragePool2d
            {
                KH = 1, KW = kernel, Window = Conv1dOp.Window(stride, padding, padding, 1), CeilMode = ceilMode,
                CountPadding = countPadding,
            };
            return Conv1dOp.Flat(Tensor.Of(pool, Conv1dOp.Row(x)));
        }

        /// <summary>Means over windows that cover the sequence: <c>[N, C, L]</c> to <c>[N, C, length]</c>.</summary>
        /// <exception cref="ShapeException">There are not three axes.</exception>
        public Tensor AdaptiveAveragePool1d(int length = 1)
        {
            Require("adaptive_avg_pool1d", x);
            return Conv1dOp.Flat(Conv1dOp.Row(x).AdaptiveAveragePool2d(1, length));
        }

        /// <summary>Greatest elements of windows that cover the sequence, and their places.</summary>
        /// <exception cref="ShapeException">There are not three axes.</exception>
        public (Tensor Y, Tensor Places) AdaptiveMaxPool1d(int length = 1)
        {
            Require("adaptive_max_pool1d", x);
            var (y, places) = Conv1dOp.Row(x).AdaptiveMaxPool2d(1, length);
            return (Conv1dOp.Flat(y), Conv1dOp.Flat(places));
        }
    }

    private static void Require(string op, Tensor x)
    {
        if (x.Shape.Rank == 3) return;
        throw new ShapeException(op, "sequences have three axes.", [("x", x.Spec, "N, C, L")], "Add the missing axes.");
    }
}
