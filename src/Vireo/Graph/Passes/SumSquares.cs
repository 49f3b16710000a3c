using Vireo.Ops;

namespace Vireo.Graph.Passes;

/// <summary>Sums the squares of a gradient as it is read: they are not written. Who else needs them, an optimizer,
/// takes them again where it reads the gradient.</summary>
internal static class SumSquares
{
    public static void Run(PlanGraph graph)
    {
        for (var i = 0; i < graph.Instructions.Count; i++)
        {
            var sum = graph.Instructions[i];
            if (sum.Op is not Sum op || sum.Outputs[0].Operand.Shape.Count != 1) continue;
            if (sum.Inputs[0].Producer is not { Op: Multiply } square || square.Inputs[0] != square.Inputs[1]) continue;
            var x = square.Inputs[0];
            if (x.Operand.DType is not (DType.F32 or DType.F64) || x.Operand.Shape.Count == 0) continue;
            if (x.Computer is not { Origin.IsBackward: true }) continue;
            var replacement = new Instruction
            {
                Op = new SquareSum { Axes = op.Axes, KeepAxes = op.KeepAxes }, Inputs = [x], Outputs = sum.Outputs,
                Origin = sum.Origin,
            };
            sum.Outputs[0].Producer = replacement;
            graph.Instructions[i] = replacement;
        }

        RemoveDead.Run(graph);
    }
}
