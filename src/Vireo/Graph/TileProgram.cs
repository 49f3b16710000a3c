using Vireo.Ops;

namespace Vireo.Graph;

/// <summary>A chain of elementwise ops that is run tile by tile.</summary>
internal sealed record TileProgram : Op
{
    /// <summary>Where an operand comes from.</summary>
    public enum From
    {
        /// <summary>The op has no such operand.</summary>
        Nowhere,

        /// <summary>An input of the program.</summary>
        Input,

        /// <summary>A number known when the plan is made.</summary>
        Constant,

        /// <summary>The result of an earlier line.</summary>
        Line,
    }

    /// <summary>An operand: the kind of its origin and its number there.</summary>
    public readonly record struct TileOperand(From From, int Number);

    /// <summary>One op on operands.</summary>
    public readonly record struct Line(ElementwiseOp Op, TileOperand A, TileOperand B, TileOperand C);

    /// <summary>The type that intermediate results have.</summary>
    public required DType Compute { get; init; }

    /// <summary>What is done, in order.</summary>
    public required IReadOnlyList<Line> Lines { get; init; }

    /// <summary>For each output, the number of the line that makes it.</summary>
    public required IReadOnlyList<int> Results { get; init; }

    /// <summary>Numbers known when the plan is made.</summary>
    public required IReadOnlyList<double> Constants { get; init; }

    public override string Name => string.Join(" + ", Lines.Select(l => l.Op.Name));

    public override LayoutRule Layouts => LayoutRule.Follow;

    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => throw new NotSupportedException();

    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y) =>
        throw new NotSupportedException();

    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => throw new NotSupportedException();

    /// <summary>Collects lines and numbers their operands.</summary>
    public sealed class Builder(DType compute)
    {
        private readonly Dictionary<Value, TileOperand> _known = [];
        private readonly Dictionary<Value, TileOperand> _numbers = [];
        private readonly List<Line> _lines = [];
        private readonly List<double> _constants = [];
        private readonly List<Value> _inputs = [];
        private readonly List<Value> _outputs = [];

        /// <summary>Values read from memory.</summary>
        public Value[] Inputs => [.. _inputs];

        /// <summary>Values written to memory.</summary>
        public Value[] Outputs => [.. _outputs];

        public void Add(ElementwiseOp op, Value[] inputs, Value output)
        {
            var line = new Line(op, Operand(op, inputs, 0), Operand(op, inputs, 1), Operand(op, inputs, 2));
            _known[output] = new(From.Line, _lines.Count);
            _lines.Add(line);
        }

        /// <summary>Says that a result is needed outside.</summary>
        public void Keep(Value output) => _outputs.Add(output);

        public TileProgram Build() => new()
        {
            Compute = compute, Lines = [.. _lines], Constants = [.. _constants],
            Results = [.. _outputs.Select(o => _known[o].Number)],
        };

        private TileOperand Operand(ElementwiseOp op, Value[] inputs, int index)
        {
            if (index >= inputs.Length) return default;
            var value = inputs[index];
            // Functions of one operand take whole tiles; all others take numbers as they are.
            if (op is not UnaryOp && value.Producer?.Op is Fill fill)
            {
                if (_numbers.TryGetValue(value, out var number)) return number;
                _constants.Add(fill.Value);
                return _numbers[value] = new(From.Constant, _constants.Count - 1);
            }

            if (_known.TryGetValue(value, out var known)) return known;

            _inputs.Add(value);
            return _known[value] = new(From.Input, _inputs.Count - 1);
        }
    }
}
