using Vireo.Ops;

namespace Vireo.Graph;

/// <summary>A copy into another layout.</summary>
internal sealed record Reorder : Op
{
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [inputs[0]];

    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y) =>
        x[0].Data.CopyTo(y[0].Data, 0);

    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => [dy[0]];
}
