using Vireo.Kernels.Managed;
using Vireo.Ops;

namespace Vireo.Graph;

/// <summary>A batch normalisation in training that adds another image to its result and applies a function before it is
/// written. Inputs: those of the normalisation, then the addend where there is one. Outputs: result, mean, biased
/// variance, then what the gradient needs to know where it is wanted (see <see cref="Keeps"/>).</summary>
internal sealed record FusedBatchNorm : Op
{
    /// <summary>The normalisation.</summary>
    public required BatchNormTraining Norm { get; init; }

    /// <summary>Whether the last input is added.</summary>
    public bool HasAddend { get; init; }

    /// <summary>Applied at the end; null for nothing.</summary>
    public UnaryOp? Function { get; init; }

    /// <summary>Whether the last output is what the gradient of the function needs: with an addend a bit for every
    /// element, whether the function was given a number above zero; without, mean, what its rounding lost, and scale of
    /// every channel, from which that number is computed again.</summary>
    public bool Keeps { get; init; }

    public override string Name =>
        $"{Norm.Name}{(HasAddend ? " + Add" : "")}{(Function is null ? "" : $" + {Function.Name}")}";

    public override LayoutRule Layouts => LayoutRule.Images;

    public override bool IsImageInput(int index) => index is 0 or 3;

    public override bool IsImageOutput(int index) => index == 0;

    /// <summary>Shape and type of what is kept of images.</summary>
    public TensorSpec Kept(TensorSpec x) => HasAddend
        ? new([checked((int)(x.Shape.Count / x.Shape[1] * SignBits.RowBytes(x.Shape[1])))], DType.U8)
        : new([3 * x.Shape[1]], x.DType);

    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) =>
        Keeps ? [.. Norm.Infer(inputs[..3]), Kept(inputs[0])] : Norm.Infer(inputs[..3]);

    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        Norm.Reference(x[..3], y[..3]);
        var (data, channels) = (y[0].Data, y[1].Data.Length);
        var addend = HasAddend ? x[3].Data : null;
        var signs = Keeps && HasAddend ? y[3].Data : null;
        var pixels = data.Length / channels / x[0].Shape[0];
        Channels.Visit(x[0].Shape, (i, c) =>
        {
            var sum = addend is null ? data[i] : data[i] + addend[i];
            data[i] = Function?.Apply(sum, 0, 0) ?? sum;
            if (signs is null || !(sum > 0)) return;
            var row = i / pixels / channels * pixels + i % pixels;
            signs[row * SignBits.RowBytes(channels) + c / 8] += 1 << (c % 8);
        });
        if (!Keeps || HasAddend) return;
        for (var c = 0; c < channels; c++)
        {
            y[3].Data[c] = y[1].Data[c];
            y[3].Data[2 * channels + c] = x[1].Data[c] / Math.Sqrt(y[2].Data[c] + Norm.Epsilon);
        }
    }

    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => throw new NotSupportedException();
}
