using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>Gradient of a <see cref="Separable2dOp"/>: the transposed map, <c>dx = Rᵀ · dy · K</c>. Input:
/// dy.</summary>
public sealed record Separable2dBackward : Op
{
    /// <summary>The map.</summary>
    public required Separable2dOp Forward { get; init; }

    /// <summary>Shape of its input.</summary>
    public required Shape Shape { get; init; }

    /// <inheritdoc/>
    public override string Name => $"{Forward.Name} backward";

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Images;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [new(Shape, inputs[0].DType)];

    /// <summary>The transposed matrices of rows and columns.</summary>
    internal (Taps Rows, Taps Columns) Maps()
    {
        var (rows, columns) = Forward.Maps(Shape);
        return (rows.Transposed(), columns.Transposed());
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (rows, columns) = Maps();
        Separable2dOp.Apply(rows, columns, x[0].Data, y[0].Data);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0] is { } d ? Tensor.Of(Forward, d) : null];
}
