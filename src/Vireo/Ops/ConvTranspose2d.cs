namespace Vireo.Ops;

/// <summary>Transposed convolution: the gradient of a convolution's input, as an operation of its own.</summary>
/// <remarks>Zeiler et al. 2010, "Deconvolutional networks"; Dumoulin, Visin 2016, arXiv:1603.07285.</remarks>
public static class ConvTranspose2dOp
{
    extension(Tensor x)
    {
        /// <summary>Every pixel adds the filters, scaled by it, to the output: <c>[N, C, H, W]</c> to
        /// <c>[N, O, H', W']</c>,
        /// <c>H' = (H - 1) · stride - padding + dilation · (kH - 1) + 1 + extra</c>.</summary>
        /// <param name="weight"><c>[C, O / groups, kH, kW]</c>.</param>
        /// <param name="bias"><c>[O]</c>, or nothing.</param>
        /// <param name="window">Stride, dilation, and the padding of the convolution that this one is the transposed
        /// of: what is cut off the output.</param>
        /// <param name="groups">Blocks of channels that do not see each other.</param>
        /// <param name="extraH">Rows added below, less than the stride or the dilation: which of the sizes that the
        /// convolution maps to H is meant.</param>
        /// <param name="extraW">Columns added to the right.</param>
        /// <exception cref="ShapeException">The operands do not fit.</exception>
        public Tensor ConvTranspose2d(
            Tensor weight, Tensor? bias = null, Window2d? window = null, int groups = 1, int extraH = 0, int extraW = 0)
        {
            var v = window ?? new();
            Require(x, weight, bias, groups);
            var height = Extent(x.Shape[2], weight.Shape[2], v.StrideH, v.PadTop + v.PadBottom, v.DilationH, extraH);
            var width = Extent(x.Shape[3], weight.Shape[3], v.StrideW, v.PadLeft + v.PadRight, v.DilationW, extraW);
            var tooMuch = extraH < 0 || extraW < 0 || extraH >= Math.Max(v.StrideH, v.DilationH)
                || extraW >= Math.Max(v.StrideW, v.DilationW);
            if (tooMuch || height < 1 || width < 1)
            {
                throw Misfit(
                    x, weight, bias, $"[{height}, {width}] with {extraH} and {extraW} extra is no output size.",
                    "Cut less off; what is extra must be less than the stride or the dilation.");
            }

            var op = new Conv2dBackwardData
            {
                Forward = new() { Window = v, Groups = groups },
                Shape = [x.Shape[0], weight.Shape[1] * groups, height, width],
            };
            var y = Tensor.Of(op, x, weight);
            return bias is null ? y : y + bias.Reshape([1, bias.Shape[0], 1, 1]);
        }
    }

    private static int Extent(int size, int kernel, int stride, int cut, int dilation, int extra) =>
        (size - 1) * stride - cut + dilation * (kernel - 1) + 1 + extra;

    private static void Require(Tensor x, Tensor weight, Tensor? bias, int groups)
    {
        var (s, w) = (x.Shape, weight.Shape);
        if (s.Rank != 4 || w.Rank != 4)
        {
            throw Misfit(x, weight, bias, "input and weight must have four axes.",
                "Add the missing axes with Reshape.");
        }

        if (w[0] != s[1] || groups < 1 || s[1] % groups != 0)
        {
            throw Misfit(x, weight, bias, $"input has {s[1]} channels, weight takes {w[0]} in {groups} groups.",
                "The first axis of the weight is the channels of the input, as in PyTorch, not of the output.");
        }

        if (bias is not null && bias.Shape != [w[1] * groups])
        {
            throw Misfit(x, weight, bias, "the bias does not fit.",
                $"It must be [{w[1] * groups}], one number per output channel.");
        }

        if (x.DType != weight.DType)
        {
            throw Misfit(x, weight, bias, $"{x.DType} and {weight.DType} do not mix.", "Cast one of them.");
        }
    }

    private static ShapeException Misfit(Tensor x, Tensor weight, Tensor? bias, string problem, string fix)
    {
        var operands = new List<(string, TensorSpec, string)>
        {
            ("input", x.Spec, "N, C, H, W"), ("weight", weight.Spec, "C, O / groups, kH, kW"),
        };
        if (bias is not null) operands.Add(("bias", bias.Spec, "O"));
        return new("conv_transpose2d", problem, operands, fix);
    }
}
