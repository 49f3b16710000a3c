using Vireo.Ops;

namespace Vireo.Graph;

/// <summary>A convolution that adds another image to its result and applies a function to that before it is written.
/// Inputs: those of the convolution, then the addend where there is one.</summary>
internal sealed record FusedConvolution : Op
{
    /// <summary>The convolution.</summary>
    public required Conv2d Convolution { get; init; }

    /// <summary>Whether the last input is added.</summary>
    public bool HasAddend { get; init; }

    /// <summary>Applied at the end; null for nothing.</summary>
    public UnaryOp? Function { get; init; }

    public override string Name =>
        $"{Convolution.Name}{(HasAddend ? " + Add" : "")}{(Function is null ? "" : $" + {Function.Name}")}";

    public override LayoutRule Layouts => LayoutRule.Images;

    /// <summary>Number of inputs that belong to the convolution itself.</summary>
    public int Own(int inputs) => HasAddend ? inputs - 1 : inputs;

    public override bool IsImageInput(int index) => index is not (1 or 2);

    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) =>
        Convolution.Infer(inputs[..Own(inputs.Length)]);

    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        Convolution.Reference(x[..Own(x.Length)], y);
        var data = y[0].Data;
        for (var i = 0; i < data.Length; i++)
        {
            var sum = HasAddend ? data[i] + x[^1].Data[i] : data[i];
            data[i] = Function?.Apply(sum, 0, 0) ?? sum;
        }
    }

    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => throw new NotSupportedException();

    public override long Macs(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        Convolution.Macs(inputs[..Own(inputs.Length)], outputs);
}
