using Vireo.OpCases;
using Vireo.Ops;
using Vireo.Ops.Onnx;

namespace Vireo.Onnx.Tests;

/// <summary>Which ops can be said in ONNX.</summary>
public sealed class FormTests
{
    // Training only: losses, and random numbers, whose generator no runtime has.
    private static readonly HashSet<Type> s_training = [typeof(CtcLoss), typeof(RandomUniform)];

    [Fact]
    public void Every_op_but_those_of_gradients_has_a_form() => Assert.Empty((
        from test in Registry.Cases
        let type = test.Op.GetType()
        where !type.Name.Contains("Backward", StringComparison.Ordinal) && !s_training.Contains(type)
        let inputs = test.Inputs.Select(i => Tensor.Placeholder(i.Shape, i.Type ?? DType.F32)).ToArray()
        let node = Tensor.Apply(test.Op, inputs)
        where test.Op.Onnx(new OnnxGraph(), node, [.. inputs.Select((_, i) => $"x{i}")]) is null
        select type.Name).Distinct());
}
