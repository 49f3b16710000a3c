using Vireo.Kernels.Managed;
using Vireo.Ops;

namespace Vireo.Graph;

/// <summary>Gradient of <see cref="FusedBatchNorm"/>. Without an addend: inputs x, dy, gamma, mean, variance, kept
/// factors, beta; outputs dx, dgamma, dbeta. With one: inputs x, dy, gamma, mean, variance, kept signs and, where the
/// gradient is a sum, the other term; outputs the gradient of the addend, dx, dgamma, dbeta.</summary>
internal sealed record FusedBatchNormBackward : Op
{
    /// <summary>The gradient of the normalisation.</summary>
    public required BatchNormBackward Norm { get; init; }

    /// <summary>What the forward pass applied at the end.</summary>
    public required UnaryOp Function { get; init; }

    /// <summary>Whether the forward pass had an addend.</summary>
    public bool HasAddend { get; init; }

    public override string Name => $"{Function.Name} backward + {(HasAddend ? "Add backward + " : "")}{Norm.Name}";

    public override LayoutRule Layouts => LayoutRule.Images;

    public override bool IsImageInput(int index) => index is 0 or 1 || (HasAddend && index == 6);

    public override bool IsImageOutput(int index) => index == 0 || (HasAddend && index == 1);

    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => HasAddend
        ? [inputs[0], inputs[0], inputs[2], inputs[2]]
        : [inputs[0], inputs[2], inputs[2]];

    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var d = new ReferenceArray(x[1].Shape, HasAddend ? y[0].Data : new double[x[1].Data.Length]);
        if (HasAddend) Where(x, d.Data);
        else Slopes(x, d.Data);
        Norm.Reference([x[0], d, x[2], x[3], x[4]], HasAddend ? y[1..] : y);
    }

    private static void Where(ReadOnlySpan<ReferenceArray> x, double[] d)
    {
        var (dy, signs, more) = (x[1].Data, x[5].Data, x.Length > 6 ? x[6].Data : null);
        var channels = x[2].Data.Length;
        var pixels = d.Length / channels / x[0].Shape[0];
        Channels.Visit(x[0].Shape, (i, c) =>
        {
            var row = i / pixels / channels * pixels + i % pixels;
            var bits = (int)signs[row * SignBits.RowBytes(channels) + c / 8];
            d[i] = (bits >> (c % 8) & 1) != 0 ? dy[i] + (more?[i] ?? 0) : 0;
        });
    }

    private void Slopes(ReadOnlySpan<ReferenceArray> x, double[] d)
    {
        var (input, dy, factors, beta) = (x[0].Data, x[1].Data, x[5].Data, x[6].Data);
        var channels = beta.Length;
        Channels.Visit(x[0].Shape, (i, c) =>
        {
            var z = (input[i] - factors[c] - factors[channels + c]) * factors[2 * channels + c] + beta[c];
            d[i] = dy[i] * NormFunctions.Slope(Function, z);
        });
    }

    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => throw new NotSupportedException();
}
