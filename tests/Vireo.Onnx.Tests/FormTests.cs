using Vireo.OpCases;
using Vireo.Ops;
using Vireo.Ops.Onnx;

namespace Vireo.Onnx.Tests;

/// <summary>Which ops can be said in ONNX.</summary>
public sealed class FormTests
{
    // Training only: losses and their weights, random numbers, whose generator no runtime has, and what gradients of
    // pooled regions and deformable convolutions need. Soft suppression is a loop that ends with the data.
    private static readonly HashSet<Type> s_without =
    [
        typeof(CtcLoss), typeof(HardestMask), typeof(JaccardWeights), typeof(RandomUniform), typeof(RoiPoolPlaces),
        typeof(DeformableColumns), typeof(SoftNonMaxSuppression),
    ];

    [Fact]
    public void Every_op_but_those_of_gradients_has_a_form() => Assert.Empty((
        from test in Registry.Cases
        let type = test.Op.GetType()
        where !type.Name.Contains("Backward", StringComparison.Ordinal) && !s_without.Contains(type)
        let inputs = test.Inputs.Select(i => Tensor.Placeholder(i.Shape, i.Type ?? DType.F32)).ToArray()
        let node = Tensor.Apply(test.Op, inputs)
        where test.Op.Onnx(new OnnxGraph(), node, [.. inputs.Select((_, i) => $"x{i}")]) is null
        select type.Name).Distinct());
}
