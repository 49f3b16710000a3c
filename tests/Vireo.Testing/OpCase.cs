using Vireo.Kernels;
using Vireo.Ops;

namespace Vireo.Testing;

/// <summary>An op with inputs to try it on.</summary>
/// <param name="Op">The op.</param>
/// <param name="Inputs">Inputs in order.</param>
public sealed record OpCase(Op Op, params OpInput[] Inputs)
{
    /// <summary>Whether gradients are compared with central differences; false at kinks and for ops without gradient.</summary>
    public bool ChecksGradient { get; init; } = true;

    /// <summary>Largest difference of single-precision kernels, relative to the greatest magnitude.</summary>
    public double SingleTolerance { get; init; } = 1e-5;

    /// <summary>The operands of the op in the layouts that it asks for: images with their channels last.</summary>
    /// <param name="floats">Element type of inputs that name none.</param>
    public (Operand[] Inputs, Operand[] Outputs) Operands(DType floats)
    {
        Operand Place(TensorSpec spec, bool isImage) => new(
            spec.Shape, spec.DType,
            spec.Shape.Rank == 4 && isImage && Op.Layouts == LayoutRule.Images ? Layout.ChannelsLast : Layout.RowMajor);
        TensorSpec[] inputs = [.. Inputs.Select(i => new TensorSpec(i.Shape, i.Type ?? floats))];
        var outputs = Op.Infer(inputs);
        return ([.. inputs.Select((s, i) => Place(s, Op.IsImageInput(i)))],
            [.. outputs.Select((s, i) => Place(s, Op.IsImageOutput(i)))]);
    }
}
