using Vireo.Kernels;
using Vireo.Ops;

namespace Vireo.Graph.Passes;

/// <summary>Draws a batch normalisation with constant statistics into the constant weights of the convolution before
/// it: <c>s = gamma / √(variance + ε)</c>, weights <c>w · s</c> and bias <c>beta + (bias - mean) · s</c> per output
/// channel. These are constants, so the normalisation costs nothing any more.</summary>
/// <remarks>Needs what <see cref="HoistConstants.Mark"/> found.</remarks>
internal sealed class FoldBatchNorm
{
    private readonly PlanGraph _graph;
    private readonly List<Instruction> _result = [];

    private FoldBatchNorm(PlanGraph graph) => _graph = graph;

    public static void Run(PlanGraph graph)
    {
        var pass = new FoldBatchNorm(graph);
        var uses = new ValueUses(graph);
        foreach (var instruction in graph.Instructions)
        {
            if (instruction.Op is BatchNormInference norm && pass.Convolution(instruction, uses) is { } convolution)
            {
                pass.Fold(convolution, instruction, norm.Epsilon);
            }
            else
            {
                pass._result.Add(instruction);
            }
        }

        graph.Instructions = pass._result;
    }

    /// <summary>The convolution that a normalisation can be drawn into.</summary>
    private Instruction? Convolution(Instruction norm, ValueUses uses) =>
        norm.Inputs[0].Producer is { Op: Conv2d } convolution && uses.IsOnly(norm.Inputs[0])
        && convolution.Inputs[1..].Concat(norm.Inputs[1..]).All(v => HoistConstants.IsConstant(_graph, v))
            ? convolution
            : null;

    private void Fold(Instruction convolution, Instruction norm, double epsilon)
    {
        var (gamma, beta, mean, variance) = (norm.Inputs[1], norm.Inputs[2], norm.Inputs[3], norm.Inputs[4]);
        var weight = convolution.Inputs[1];
        var (channels, type) = (gamma.Operand.Shape, gamma.Operand.DType);
        Value Compute(Op op, Shape shape, params Value[] inputs)
        {
            var instruction = PlanGraph.NewInstruction(op, inputs, new Operand(shape, type), norm.Origin);
            instruction.IsConstant = true;
            _result.Add(instruction);
            return instruction.Outputs[0];
        }

        var tiny = Compute(new Fill { Value = epsilon, Spec = new(Shape.Scalar, type) }, Shape.Scalar);
        var root = Compute(new Sqrt(), channels, Compute(new Add(), channels, variance, tiny));
        var scale = Compute(new Divide(), channels, gamma, root);
        Shape spread = [channels[0], 1, 1, 1];
        var weights = Compute(
            new Multiply(), weight.Operand.Shape, weight, Compute(new Reshape { Shape = spread }, spread, scale));
        var shifted = convolution.Inputs.Length > 2
            ? Compute(new Subtract(), channels, convolution.Inputs[2], mean)
            : Compute(new Negate(), channels, mean);
        var bias = Compute(new Add(), channels, beta, Compute(new Multiply(), channels, shifted, scale));

        _result.Remove(convolution);
        var folded = new Instruction
        {
            Op = convolution.Op, Inputs = [convolution.Inputs[0], weights, bias], Outputs = norm.Outputs,
            Origin = convolution.Origin,
        };
        norm.Outputs[0].Producer = folded;
        _result.Add(folded);
    }
}
