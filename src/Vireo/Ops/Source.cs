using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>A value that comes from outside the graph: data, a placeholder or a variable.</summary>
public sealed record Source : Op
{
    /// <summary>What the source is called where it matters, such as in errors.</summary>
    public string? Title { get; init; }

    /// <summary>Shape and type.</summary>
    public required TensorSpec Spec { get; init; }

    /// <summary>The variable that is read, if it is one.</summary>
    public Variable? Variable { get; init; }

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [Spec];

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Always: nothing computes a source.</exception>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y) =>
        throw new InvalidOperationException($"{Title ?? "a placeholder"} {Spec} was given no value");

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => [];
}
