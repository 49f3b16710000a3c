using Vireo.Kernels;
using Vireo.Ops;

namespace Vireo.Graph.Passes;

/// <summary>Gives every value a layout: images lie channels-last from the first op that asks for it to the last, and a
/// copy stands where an op needs the logical order.</summary>
internal static class AssignLayouts
{
    public static void Run(PlanGraph graph)
    {
        var converted = new Dictionary<(Value, Layout), Value>();
        var result = new List<Instruction>(graph.Instructions.Count);
        foreach (var instruction in graph.Instructions)
        {
            var following = Following(instruction);
            for (var i = 0; i < instruction.Inputs.Length; i++)
            {
                var input = instruction.Inputs[i];
                if (Wanted(instruction, i, following) is { } layout)
                {
                    instruction.Inputs[i] = Convert(input, layout, instruction, converted, result);
                }
            }

            for (var i = 0; i < instruction.Outputs.Length; i++)
            {
                var output = instruction.Outputs[i];
                output.Operand = output.Operand with { Layout = Produced(instruction, i, output, following) };
            }

            result.Add(instruction);
        }

        graph.Instructions = result;
        StoreRowMajor(graph);
    }

    /// <summary>Variables and their new values meet in logical order.</summary>
    private static void StoreRowMajor(PlanGraph graph)
    {
        for (var i = 0; i < graph.Updates.Length; i++)
        {
            var (number, value) = graph.Updates[i];
            // What is a variable itself is copied first: it may be written before it is read.
            if (value.Operand.Layout == Layout.RowMajor && !value.IsVariable) continue;
            Op op = !value.IsVariable && IsTrivial(value.Operand.Shape) ? new LayoutView() : new Reorder();
            var reorder = PlanGraph.NewInstruction(
                op, [value], value.Operand with { Layout = Layout.RowMajor }, value.Producer?.Origin);
            graph.Instructions.Add(reorder);
            graph.Updates[i] = (number, reorder.Outputs[0]);
        }
    }

    /// <summary>Whether both layouts of a shape are the same order in memory.</summary>
    public static bool IsTrivial(Shape shape) =>
        shape.Rank != 4 || shape.Count == 0 || shape[1] == 1 || shape[2] * shape[3] == 1;

    private static Layout Following(Instruction instruction)
    {
        foreach (var input in instruction.Inputs)
        {
            var (shape, layout) = (input.Operand.Shape, input.Operand.Layout);
            if (layout == Layout.ChannelsLast && !IsTrivial(shape)) return Layout.ChannelsLast;
        }

        return Layout.RowMajor;
    }

    private static Layout? Wanted(Instruction instruction, int input, Layout following)
    {
        var operand = instruction.Inputs[input].Operand;
        if (operand.Shape.Rank != 4) return null;
        switch (instruction.Op.Layouts)
        {
            case LayoutRule.RowMajor:
                return Layout.RowMajor;
            case LayoutRule.Images:
                return instruction.Op.IsImageInput(input) ? Layout.ChannelsLast : Layout.RowMajor;
            default:
                // What is repeated to the result's shape is read through its strides, whatever they are.
                var broadcast = instruction.Op is ElementwiseOp
                    && operand.Shape != instruction.Outputs[0].Operand.Shape;
                return broadcast ? null : following;
        }
    }

    private static Layout Produced(Instruction instruction, int index, Value output, Layout following)
    {
        if (output.Operand.Shape.Rank != 4) return Layout.RowMajor;
        return instruction.Op.Layouts switch
        {
            LayoutRule.Images when instruction.Op.IsImageOutput(index) => Layout.ChannelsLast,
            LayoutRule.Follow => following,
            _ => Layout.RowMajor,
        };
    }

    private static Value Convert(
        Value value, Layout layout, Instruction consumer, Dictionary<(Value, Layout), Value> converted,
        List<Instruction> result)
    {
        if (value.Operand.Layout == layout) return value;
        if (converted.TryGetValue((value, layout), out var known)) return known;
        var target = value.Operand with { Layout = layout };
        Op op = IsTrivial(target.Shape) ? new LayoutView() : value.Producer?.Op is Fill fill ? fill : new Reorder();
        var instruction = PlanGraph.NewInstruction(op, op is Fill ? [] : [value], target, consumer.Origin);
        result.Add(instruction);
        return converted[(value, layout)] = instruction.Outputs[0];
    }
}
