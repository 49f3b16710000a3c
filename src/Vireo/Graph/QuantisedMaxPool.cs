using Vireo.Ops;

namespace Vireo.Graph;

/// <summary>The greatest byte under each window, without its place; scales stay as they are.</summary>
internal sealed record QuantisedMaxPool : Op
{
    /// <summary>The pooling.</summary>
    public required MaxPool2d Pooling { get; init; }

    public override string Name => $"int8 {Pooling.Name}";

    public override LayoutRule Layouts => LayoutRule.Images;

    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [Pooling.Infer(inputs)[0]];

    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y) =>
        Pooling.Reference(x, [y[0], new(y[0].Shape, new double[y[0].Data.Length])]);

    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => throw new NotSupportedException();
}
