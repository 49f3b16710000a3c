using Vireo.Kernels;
using Vireo.Ops;
using Vireo.Quantisation;

namespace Vireo.Graph.Passes;

/// <summary>Lets a plan compute in eight bits: convolutions and fully connected layers with constant weights whose
/// input has a range take bytes, with what follows them in one kernel; maximum pooling and squeeze and excite pass
/// bytes on; values between them are stored as bytes, and conversions stand where others read or make them.</summary>
/// <remarks>No layer stays in single precision because of its speed: tiny and depthwise ones are as fast in bytes, and
/// conversions around them would cost more. One core of a Zen 5, oneDNN 2.6.3, four images, ms in bytes, brain floats
/// and single precision: depthwise 3 x 3 of 72 channels of 56 x 56 0.176, 0.163, 0.228; 5 x 5 of 120 of 28 x 28 0.154,
/// 0.152, 0.203; 5 x 5 of 960 of 7 x 7 (signed) 0.092, 0.065, 0.077; one tap, 16 to 64 of 112 x 112 0.234, 0.301,
/// 0.521.</remarks>
internal sealed class AssignBytes
{
    private readonly PlanGraph _graph;
    private readonly ValueUses _uses;
    private readonly ByteScales _scales;
    // By every member.
    private readonly Dictionary<Instruction, ByteChain> _chains = [];
    private readonly HashSet<Value> _bytes = [];
    private readonly Dictionary<Instruction, Value?> _scaled = [];
    private readonly Dictionary<Value, Value> _narrowed = [];
    private readonly Dictionary<Value, Value> _widened = [];
    private readonly List<Instruction> _result = [];

    private AssignBytes(PlanGraph graph, QuantisationTable table)
    {
        (_graph, _uses) = (graph, new(graph));
        _scales = new(graph, _uses, table);
        foreach (var convolution in graph.Instructions.Where(i => i.Op is Conv2d && IsTaken(i, table)))
        {
            var chain = ByteChain.From(convolution, _uses, _scales, _chains);
            foreach (var member in chain.Members) _chains[member] = chain;
        }
    }

    /// <returns>What was done, for listings.</returns>
    public static string Run(PlanGraph graph, QuantisationTable table)
    {
        ProductsAsConvolutions.Run(graph, table);
        var pass = new AssignBytes(graph, table);
        foreach (var instruction in Enumerable.Reverse(graph.Instructions)) pass.Decide(instruction);
        foreach (var instruction in graph.Instructions.ToArray()) pass.Rewrite(instruction);
        var all = graph.Instructions.Count(i => i.Op is Conv2d or MatMul);
        graph.Instructions = pass._result;
        return $"{pass._chains.Values.Distinct().Count()} of {all} convolutions and matrix products in int8, "
            + $"{pass._bytes.Count} values stored as bytes, "
            + $"{pass._narrowed.Count + pass._widened.Count} conversions";
    }

    private bool IsTaken(Instruction convolution, QuantisationTable table) =>
        convolution.Inputs[0].Operand.DType == DType.F32
        && _scales.Of(convolution.Inputs[0]) is not null
        && convolution.Inputs[1..].All(v => HoistConstants.IsConstant(_graph, v))
        && !(convolution.Origin?.Label is { } label && table.FloatLayers.Contains(label));

    /// <summary>A result becomes bytes when one of its readers takes them.</summary>
    private void Decide(Instruction instruction)
    {
        var value = instruction.Outputs[0];
        if (CanMake(instruction) && _uses.Readers(value).Any(reader => TakesBytes(reader, value))) _bytes.Add(value);
    }

    /// <summary>Whether what an instruction makes may be bytes.</summary>
    private bool CanMake(Instruction instruction)
    {
        var value = instruction.Outputs[0];
        if (_uses.IsKept(value) || _scales.Of(value) is null) return false;
        return IsPool(instruction) || Scaled(instruction) is not null
            || (_chains.TryGetValue(instruction, out var chain) && chain.Last == instruction);
    }

    /// <summary>The image, bytes if need be, whose channels an instruction multiplies with a number each; null when it
    /// does not.</summary>
    private Value? Scaled(Instruction instruction)
    {
        // Known from the decisions on: rewriting exchanges producers.
        if (_scaled.TryGetValue(instruction, out var known)) return known;
        var found = SqueezedProduct.Image(instruction.Op, [.. instruction.Inputs.Select(v => v.Operand.Shape)])
            is { } image && instruction.Inputs[image].Producer is { } producer && CanMake(producer)
                ? instruction.Inputs[image]
                : null;
        return _scaled[instruction] = found;
    }

    private bool TakesBytes(Instruction reader, Value value)
    {
        if (IsPool(reader) || Scaled(reader) == value) return _bytes.Contains(reader.Outputs[0]);
        return _chains.TryGetValue(reader, out var chain)
            && (chain.Convolution.Inputs[0] == value || (chain.Addend == value && _bytes.Contains(chain.Output)));
    }

    /// <summary>Whether an instruction is a maximum pooling that can take bytes as they are.</summary>
    private bool IsPool(Instruction instruction) => ByteScales.IsPool(instruction, _uses);

    private void Rewrite(Instruction instruction)
    {
        if (_chains.TryGetValue(instruction, out var chain))
        {
            if (chain.Last == instruction) Quantised(chain);
        }
        else if (IsPool(instruction) && _bytes.Contains(instruction.Outputs[0]))
        {
            var pooling = (MaxPool2d)instruction.Op;
            Replace(new QuantisedMaxPool { Pooling = pooling }, [Narrow(instruction.Inputs[0])], instruction,
                instruction.Origin);
        }
        else if (instruction.Op is AdaptiveAveragePool2d { OH: 1, OW: 1 } && _bytes.Contains(instruction.Inputs[0]))
        {
            var image = instruction.Inputs[0];
            var pixels = image.Operand.Shape[2] * image.Operand.Shape[3];
            Replace(new QuantisedMean { Factor = Scale(image).Scale / pixels }, [image], instruction,
                instruction.Origin);
        }
        else if (_bytes.Contains(instruction.Outputs[0]) && Scaled(instruction) is { } image)
        {
            var to = Scale(instruction.Outputs[0]);
            var gate = instruction.Inputs[0] == image ? instruction.Inputs[1] : instruction.Inputs[0];
            Replace(new QuantisedScaling { Factor = Scale(image).Scale / to.Scale, To = to.DType },
                [Narrow(image), Wide(gate)], instruction, instruction.Origin);
        }
        else
        {
            for (var i = 0; i < instruction.Inputs.Length; i++) instruction.Inputs[i] = Wide(instruction.Inputs[i]);
            _result.Add(instruction);
        }
    }

    private void Quantised(ByteChain chain)
    {
        var image = chain.Convolution.Inputs[0];
        var output = chain.Output;
        var isNarrow = _bytes.Contains(output);
        var (from, to) = (Scale(image), isNarrow ? Scale(output) : new(DType.F32, 1));
        // A function that does not commute with scaling sees real numbers; all else works in steps of the result.
        var isLinear = chain.Function is null or Relu;
        var unit = isLinear ? to.Scale : 1;
        var op = new QuantisedConvolution
        {
            Convolution = (Conv2d)chain.Convolution.Op,
            HasAddend = chain.Addend is not null,
            AddendScale = chain.Addend is { } a && isNarrow ? Scale(a).Scale / unit : 1,
            // Unsigned bytes end at zero by themselves.
            Function = chain.Function is Relu && to.DType == DType.U8 ? null : chain.Function,
            OutputFactor = isLinear ? 1 : 1 / to.Scale,
            To = to.DType,
        };
        var inputs = new List<Value> { Narrow(image) };
        inputs.AddRange(Parameters(chain.Convolution, from.Scale, unit));
        if (chain.Addend is { } addend) inputs.Add(isNarrow ? Narrow(addend) : Wide(addend));
        Replace(op, [.. inputs], chain.Last, chain.Convolution.Origin);
    }

    /// <summary>Weights as bytes, factor and bias of a convolution, computed once.</summary>
    private IEnumerable<Value> Parameters(Instruction convolution, float from, float unit)
    {
        var weight = convolution.Inputs[1];
        Shape channels = [weight.Operand.Shape[0]];
        var single = new Operand(channels, DType.F32);
        Value Constant(Op op, Operand operand, params Value[] inputs)
        {
            var made = PlanGraph.NewInstruction(op, inputs, operand, convolution.Origin);
            made.IsConstant = true;
            _result.Add(made);
            return made.Outputs[0];
        }

        Value Number(double value) =>
            Constant(new Fill { Value = value, Spec = new(Shape.Scalar, DType.F32) }, new(Shape.Scalar, DType.F32));
        var bytes = PlanGraph.NewValue(weight.Operand with { DType = DType.I8 });
        var scales = PlanGraph.NewValue(single);
        var quantise = new Instruction
        {
            Op = new QuantiseWeights(), Inputs = [weight], Outputs = [bytes, scales], Origin = convolution.Origin,
            IsConstant = true,
        };
        (bytes.Producer, scales.Producer) = (quantise, quantise);
        _result.Add(quantise);
        var factor = Constant(new Multiply(), single, scales, Number(from / unit));
        var bias = convolution.Inputs.Length > 2
            ? Constant(new Divide(), single, convolution.Inputs[2],
                Constant(new Multiply(), single, scales, Number(from)))
            : Constant(new Fill { Value = 0, Spec = new(channels, DType.F32) }, single);
        return [bytes, factor, bias];
    }

    /// <summary>Puts an instruction in the place of another; its first result goes to the same readers.</summary>
    private void Replace(Op op, Value[] inputs, Instruction last, Node? origin)
    {
        var output = last.Outputs[0];
        if (_bytes.Contains(output)) output.Operand = output.Operand with { DType = Scale(output).DType };
        var made = new Instruction { Op = op, Inputs = inputs, Outputs = [output], Origin = origin };
        output.Producer = made;
        _result.Add(made);
    }

    /// <summary>A value as bytes.</summary>
    private Value Narrow(Value value)
    {
        if (_bytes.Contains(value)) return value;
        if (_narrowed.TryGetValue(value, out var known)) return known;
        var scale = Scale(value);
        return _narrowed[value] = Convert(Quantise.For(scale), value, scale.DType);
    }

    /// <summary>A value in single precision.</summary>
    private Value Wide(Value value)
    {
        if (!_bytes.Contains(value)) return value;
        if (_widened.TryGetValue(value, out var known)) return known;
        return _widened[value] = Convert(new Dequantise { Scale = Scale(value).Scale }, value, DType.F32);
    }

    private Value Convert(Op op, Value value, DType type)
    {
        var made = PlanGraph.NewInstruction(
            op, [value], value.Operand with { DType = type }, value.Producer?.Origin);
        _result.Add(made);
        return made.Outputs[0];
    }

    private ByteScale Scale(Value value) => _scales.Of(value)
        ?? throw new InvalidOperationException($"{value.Name} has no range");
}
