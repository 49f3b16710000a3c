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

    /// <summary>Whether the gradient's own gradient is compared with differences; false for ops that say they have
    /// none.</summary>
    public bool ChecksSecondGradient { get; init; } = true;

    /// <summary>Inputs whose first axis is the batch: the case is tried with no sample and with one, too. Functions of
    /// elements need not name any.</summary>
    public IReadOnlyList<int> BatchInputs { get; init; } = [];

    /// <summary>Largest difference of single-precision kernels, relative to the greatest magnitude.</summary>
    public double SingleTolerance { get; init; } = 1e-5;

    /// <summary>The case itself, and with an empty batch and one sample where it has a batch.</summary>
    internal IEnumerable<OpCase> Variants()
    {
        yield return this;
        var batch = BatchInputs.Count > 0 ? BatchInputs
            : Op is UnaryOp && Inputs[0].Shape.Rank > 0 && Inputs[0].Values is null ? [0]
            : [];
        if (batch.Count == 0) yield break;
        foreach (var samples in (int[])[0, 1])
        {
            yield return this with { Inputs = [.. Inputs.Select((x, i) => batch.Contains(i) ? x.WithBatch(samples) : x)] };
        }
    }

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
