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

    /// <summary>For each line, the graph node it comes from, for names.</summary>
    public required IReadOnlyList<Node?> Origins { get; init; }

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

    /// <summary>The graph node behind the first line whose result at one element is not finite; null when all
    /// are.</summary>
    /// <param name="input">The number that an input has there.</param>
    public Node? FirstBad(Func<int, double> input)
    {
        var results = new double[Lines.Count];
        double At(TileOperand operand) => operand.From switch
        {
            From.Input => input(operand.Number),
            From.Constant => Constants[operand.Number],
            From.Line => results[operand.Number],
            _ => 0,
        };
        for (var i = 0; i < results.Length; i++)
        {
            var result = Lines[i].Op.Apply(At(Lines[i].A), At(Lines[i].B), At(Lines[i].C));
            results[i] = Compute == DType.F32 ? (float)result : result;
            if (!double.IsFinite(results[i])) return Origins[i];
        }

        return null;
    }

    /// <summary>Collects lines and numbers their operands.</summary>
    public sealed class Builder(DType compute)
    {
        private readonly Dictionary<Value, TileOperand> _known = [];
        private readonly Dictionary<Value, TileOperand> _numbers = [];
        private readonly List<Line> _lines = [];
        private readonly List<Node?> _origins = [];
        private readonly List<double> _constants = [];
        private readonly List<Value> _inputs = [];
        private readonly List<Value> _outputs = [];

        /// <summary>Values read from memory.</summary>
        public Value[] Inputs => [.. _inputs];

        /// <summary>Values written to memory.</summary>
        public Value[] Outputs => [.. _outputs];

        public void Add(ElementwiseOp op, Value[] inputs, Value output)
        {
            Append(new(op, Operand(op, inputs, 0), Operand(op, inputs, 1), Operand(op, inputs, 2)), output);
            // All are computed as wide floating numbers: what memory would cut off is cut off here.
            var type = output.Operand.DType;
            var isCut = type is DType.I8 or DType.U8 or DType.I32 or DType.I64 && !KeepsWhole(op);
            var isRounded = type == DType.BF16 && !output.MayStayWide && op is not Cast;
            if (isCut || isRounded)
            {
                Append(new(new Cast { To = type }, _known[output], default, default), output);
            }
        }

        private static bool KeepsWhole(ElementwiseOp op) => op is Cast or Ops.Add or Subtract or Multiply or Maximum
            or Minimum or Negate or Abs or Sign or Floor or Relu or Where or Expand or Quantise;

        private void Append(Line line, Value output)
        {
            _known[output] = new(From.Line, _lines.Count);
            _lines.Add(line);
            _origins.Add(output.Producer?.Origin);
        }

        /// <summary>Says that a result is needed outside.</summary>
        public void Keep(Value output) => _outputs.Add(output);

        public TileProgram Build() => new()
        {
            Compute = compute, Lines = [.. _lines], Origins = [.. _origins], Constants = [.. _constants],
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
                _constants.Add(new Cast { To = value.Operand.DType }.Apply(fill.Value, 0, 0));
                return _numbers[value] = new(From.Constant, _constants.Count - 1);
            }

            if (_known.TryGetValue(value, out var known)) return known;

            _inputs.Add(value);
            return _known[value] = new(From.Input, _inputs.Count - 1);
        }
    }
}
