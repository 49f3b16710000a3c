using Vireo.Ops;

namespace Vireo.Graph;

/// <summary>Instructions of one kind that do not depend on each other, run as one. Inputs and outputs are theirs, one
/// after the other.</summary>
internal sealed record Batch : Op
{
    /// <summary>The instructions.</summary>
    public required IReadOnlyList<Instruction> Members { get; init; }

    public override string Name => $"{Members.Count} x {Members[0].Op.Name}";

    /// <summary>The instruction that makes an output.</summary>
    public Instruction MemberOf(Value output) => Members.First(m => m.Outputs.Contains(output));

    public override LayoutRule Layouts => LayoutRule.Follow;

    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => throw new NotSupportedException();

    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y) =>
        throw new NotSupportedException();

    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => throw new NotSupportedException();
}
