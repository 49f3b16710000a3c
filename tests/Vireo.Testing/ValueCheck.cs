using Vireo.Kernels;
using Vireo.Ops;

namespace Vireo.Testing;

/// <summary>Values as the engine computes them, against the reference.</summary>
internal static class ValueCheck
{
    public static void Run(OpTrial trial)
    {
        foreach (var type in (DType[])[DType.F64, DType.F32])
        {
            Compare(trial, trial.Apply(type).Outputs, type, $"{trial.Case.Op} in {type}");
            Compare(trial, OfViews(trial, type), type, $"{trial.Case.Op} of views in {type}");
        }

        // Other ops have kernels for brain floats for some of their operands only.
        if (trial.Case.Op is not ElementwiseOp op || !KernelCatalog.IsVectorised(op)) return;
        trial = trial.Rounded([.. trial.Values.Select(_ => true)]);
        Compare(trial, trial.Apply(DType.BF16).Outputs, DType.BF16, $"{trial.Case.Op} in {DType.BF16}");
    }

    private static void Compare(OpTrial trial, Tensor[] outputs, DType type, string what)
    {
        Engine.Evaluate(outputs);
        for (var k = 0; k < outputs.Length; k++)
        {
            Check.Close(trial.Truth[k], outputs[k].ToDoubles(), trial.Tolerance(type), $"{what}, output {k}");
        }
    }

    /// <summary>The op applied to slices of transposed tensors, the rest of which is not a number where the type has
    /// that: reading beside a view shows.</summary>
    private static Tensor[] OfViews(OpTrial trial, DType floats)
    {
        var inputs = new Tensor[trial.Values.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            var spec = trial.Specs(floats)[i];
            inputs[i] = spec.Shape.Rank == 0
                ? Tensor.From(trial.Values[i], spec.Shape).Cast(spec.DType)
                : View(trial.Values[i], spec);
        }

        return Tensor.Apply(trial.Case.Op, inputs).Outputs;
    }

    private static Tensor View(double[] values, TensorSpec spec)
    {
        var rank = spec.Shape.Rank;
        var wide = spec.Shape.Extents.ToArray();
        wide[^1] += 2;
        var row = spec.Shape[^1];
        var padded = new double[Shape.Create(wide).Count];
        Array.Fill(padded, spec.DType.IsFloat ? double.NaN : 0);
        for (var i = 0; i < values.Length; i++) padded[i / row * wide[^1] + i % row + 1] = values[i];

        int[] turn = [.. Enumerable.Range(0, rank).Reverse()];
        var turned = Tensor.From(padded, Shape.Create(wide)).Transpose(turn).ToDoubles();
        var variable = new Variable(Shape.Create([.. wide.Reverse()]), spec.DType);
        variable.Set(turned);
        return variable.Value.Transpose(turn).Slice(rank - 1, 1, row + 1);
    }
}
