using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Testing;

/// <summary>A case with its numbers drawn and the truth about them computed by the op's reference.</summary>
internal sealed class OpTrial
{
    public OpTrial(OpCase test)
    {
        Case = test;
        var rng = new Rng(7);
        Values = [.. test.Inputs.Select(i => i.Make(rng))];
        Truth = Oracle();
    }

    /// <summary>The case.</summary>
    public OpCase Case { get; }

    /// <summary>The numbers of each input.</summary>
    public double[][] Values { get; }

    /// <summary>What the reference makes of them, output by output.</summary>
    public double[][] Truth { get; }

    /// <summary>Largest difference allowed in an element type.</summary>
    public double Tolerance(DType type) => type switch
    {
        DType.F64 => 1e-11,
        DType.BF16 => 1e-2,
        _ => Case.SingleTolerance,
    };

    /// <summary>The same trial on numbers that brain floats hold, and its truth.</summary>
    /// <param name="isBrain">For each input, whether it is rounded.</param>
    public OpTrial Rounded(IReadOnlyList<bool> isBrain) => new(Case with
    {
        Inputs =
        [
            .. Case.Inputs.Select((x, i) => isBrain[i] && x.Type is null
                ? x with { Values = [.. Values[i].Select(Round)] }
                : x with { Values = Values[i] }),
        ],
    });

    private static double Round(double value) => new Cast { To = DType.BF16 }.Apply(value, 0, 0);

    /// <summary>What the reference makes of <see cref="Values"/> now.</summary>
    public double[][] Oracle()
    {
        var outputs = Case.Op.Infer(Specs(DType.F64));
        var x = Case.Inputs.Select((input, i) => new ReferenceArray(input.Shape, Values[i])).ToArray();
        var y = outputs.Select(o => new ReferenceArray(o.Shape, new double[o.Shape.Count])).ToArray();
        Case.Op.Reference(x, y);
        return [.. y.Select(o => o.Data)];
    }

    /// <summary>What the inputs are when floats have the given type.</summary>
    public TensorSpec[] Specs(DType floats) => [.. Case.Inputs.Select(i => new TensorSpec(i.Shape, i.Type ?? floats))];

    /// <summary>The op applied to variables that hold <see cref="Values"/>.</summary>
    public Node Apply(DType floats)
    {
        var inputs = new Tensor[Values.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            var variable = new Variable(Case.Inputs[i].Shape, Case.Inputs[i].Type ?? floats);
            variable.Set(Values[i]);
            inputs[i] = variable.Value;
        }

        return Tensor.Apply(Case.Op, inputs);
    }
}
