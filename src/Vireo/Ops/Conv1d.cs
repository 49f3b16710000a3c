namespace Vireo.Ops;

/// <summary>Convolution of sequences, composed: a sequence is an image of one row.</summary>
public static class Conv1dOp
{
    extension(Tensor x)
    {
        /// <summary>Convolution of <c>[N, C, L]</c> with <c>[O, C / groups, k]</c> to <c>[N, O, L']</c>, and a bias
        /// <c>[O]</c>.</summary>
        /// <exception cref="ShapeException">The operands do not fit.</exception>
        public Tensor Conv1d(
            Tensor weight, Tensor? bias = null, int stride = 1, int padding = 0, int dilation = 1, int groups = 1)
        {
            Require("conv1d", x, weight, "O, C / groups, k");
            return Flat(Row(x).Conv2d(Row(weight), bias, Window(stride, padding, padding, dilation), groups));
        }

        /// <summary>Transposed convolution of <c>[N, C, L]</c> with <c>[C, O / groups, k]</c>; see
        /// <see cref="ConvTranspose2dOp"/>.</summary>
        /// <exception cref="ShapeException">The operands do not fit.</exception>
        public Tensor ConvTranspose1d(
            Tensor weight, Tensor? bias = null, int stride = 1, int padding = 0, int dilation = 1, int groups = 1,
            int extra = 0)
        {
            Require("conv_transpose1d", x, weight, "C, O / groups, k");
            var window = Window(stride, padding, padding, dilation);
            return Flat(Row(x).ConvTranspose2d(Row(weight), bias, window, groups, extraW: extra));
        }
    }

    /// <summary><c>[N, C, L]</c> as images of one row.</summary>
    internal static Tensor Row(Tensor x) => x.Reshape([x.Shape[0], x.Shape[1], 1, x.Shape[2]]);

    /// <summary>Images of one row as <c>[N, C, L]</c>.</summary>
    internal static Tensor Flat(Tensor x) => x.Reshape([x.Shape[0], x.Shape[1], x.Shape[3]]);

    /// <summary>A window that moves along the one row.</summary>
    internal static Window2d Window(int stride, int before, int after, int dilation) => new()
    {
        StrideW = stride, PadLeft = before, PadRight = after, DilationW = dilation,
    };

    private static void Require(string op, Tensor x, Tensor weight, string axes)
    {
        if (x.Shape.Rank == 3 && weight.Shape.Rank == 3) return;
        throw new ShapeException(op, "input and weight must have three axes.",
            [("input", x.Spec, "N, C, L"), ("weight", weight.Spec, axes)], "Add the missing axes with Reshape.");
    }
}
