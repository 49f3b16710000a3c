using Vireo.Graph;
using Vireo.Kernels;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Testing;

/// <summary>What must hold of every op. For our own tests and for those of users who write ops.</summary>
public static class Check
{
    /// <summary>Throws unless all numbers agree.</summary>
    /// <param name="expected">The truth.</param>
    /// <param name="actual">What was computed.</param>
    /// <param name="tolerance">Largest difference, relative to the greatest magnitude of the truth, or absolute if that
    /// is below one.</param>
    /// <param name="what">What is compared, for the message.</param>
    /// <exception cref="InvalidOperationException">They differ.</exception>
    public static void Close(
        ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance, string what = "values")
    {
        if (expected.Length != actual.Length)
        {
            throw new InvalidOperationException($"{what}: {actual.Length} numbers instead of {expected.Length}");
        }

        var scale = 1.0;
        foreach (var e in expected) scale = double.IsFinite(e) ? Math.Max(scale, Math.Abs(e)) : scale;
        for (var i = 0; i < expected.Length; i++)
        {
            var same = expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= tolerance * scale;
            if (same) continue;
            throw new InvalidOperationException(
                $"{what}: number {i} is {actual[i]:R} instead of {expected[i]:R} (allowed {tolerance * scale:g2})");
        }
    }

    /// <summary>Checks shape, gradient and all kernels of an op on a case.</summary>
    /// <exception cref="InvalidOperationException">Something does not hold.</exception>
    public static void Conforms(OpCase test)
    {
        ArgumentNullException.ThrowIfNull(test);
        var rng = new Rng(7);
        var values = test.Inputs.Select(i => i.Make(rng)).ToArray();
        var truth = Oracle(test, values);
        foreach (var type in (DType[])[DType.F64, DType.F32])
        {
            var tolerance = type == DType.F64 ? 1e-11 : test.SingleTolerance;
            var node = Apply(test, values, type);
            for (var k = 0; k < truth.Length; k++)
            {
                Close(truth[k], node.Outputs[k].ToDoubles(), tolerance, $"{test.Op} in {type}, output {k}");
            }

            foreach (var backend in Enum.GetValues<Backend>()) KernelAgrees(test, values, truth, type, backend, tolerance);
        }

        if (test.ChecksGradient) GradientAgrees(test, values);
    }

    /// <summary>Compares the gradient of an op with central differences of its oracle, in double precision.</summary>
    private static void GradientAgrees(OpCase test, double[][] values)
    {
        var rng = new Rng(8);
        var node = Apply(test, values, DType.F64);
        var seeds = new Tensor?[node.Outputs.Length];
        var weights = new double[seeds.Length][];
        for (var k = 0; k < seeds.Length; k++)
        {
            weights[k] = new double[node.Outputs[k].Shape.Count];
            if (!node.Outputs[k].DType.IsFloat) continue;
            for (var i = 0; i < weights[k].Length; i++) weights[k][i] = rng.UniformDouble() - 0.5;
            seeds[k] = Tensor.From(weights[k], node.Outputs[k].Shape);
        }

        var gradients = Gradients.Of(node.Outputs, seeds, node.Inputs);
        for (var input = 0; input < values.Length; input++)
        {
            if (test.Inputs[input] is not { Type: null, IsFixed: false }) continue;
            var found = gradients[input]?.ToDoubles() ?? new double[values[input].Length];
            Close(Differences(test, values, weights, input), found, 1e-6, $"{test.Op}, gradient of input {input}");
        }
    }

    private static double[] Differences(OpCase test, double[][] values, double[][] weights, int input)
    {
        const double step = 1e-5;
        var result = new double[values[input].Length];
        for (var i = 0; i < result.Length; i++)
        {
            var before = values[input][i];
            values[input][i] = before + step;
            var up = Weighted(Oracle(test, values), weights);
            values[input][i] = before - step;
            var down = Weighted(Oracle(test, values), weights);
            values[input][i] = before;
            result[i] = (up - down) / (2 * step);
        }

        return result;
    }

    private static double Weighted(double[][] outputs, double[][] weights)
    {
        var sum = 0.0;
        for (var k = 0; k < outputs.Length; k++)
        {
            for (var i = 0; i < outputs[k].Length; i++) sum += outputs[k][i] * weights[k][i];
        }

        return sum;
    }

    private static double[][] Oracle(OpCase test, double[][] values)
    {
        var outputs = test.Op.Infer(Specs(test, DType.F64));
        var x = test.Inputs.Select((input, i) => new ReferenceArray(input.Shape, values[i])).ToArray();
        var y = outputs.Select(o => new ReferenceArray(o.Shape, new double[o.Shape.Count])).ToArray();
        test.Op.Reference(x, y);
        return [.. y.Select(o => o.Data)];
    }

    private static TensorSpec[] Specs(OpCase test, DType floats) =>
        [.. test.Inputs.Select(i => new TensorSpec(i.Shape, i.Type ?? floats))];

    private static Node Apply(OpCase test, double[][] values, DType floats)
    {
        var inputs = new Tensor[values.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            var variable = new Variable(test.Inputs[i].Shape, test.Inputs[i].Type ?? floats);
            variable.Set(values[i]);
            inputs[i] = variable.Value;
        }

        return Tensor.Apply(test.Op, inputs);
    }

    /// <summary>Compares a backend's kernel, in the layouts that the op asks for, with the oracle.</summary>
    private static void KernelAgrees(
        OpCase test, double[][] values, double[][] truth, DType type, Backend backend, double tolerance)
    {
        var specs = Specs(test, type);
        Operand Place(TensorSpec spec, bool isImage) => new(
            spec.Shape, spec.DType,
            spec.Shape.Rank == 4 && isImage && test.Op.Layouts == LayoutRule.Images ? Layout.ChannelsLast : Layout.RowMajor);
        Operand[] inputs = [.. specs.Select((s, i) => Place(s, test.Op.IsImageInput(i)))];
        Operand[] outputs = [.. test.Op.Infer(specs).Select((s, i) => Place(s, test.Op.IsImageOutput(i)))];
        if (KernelCatalog.TryCreate(backend, test.Op, inputs, outputs) is not { } kernel) return;
        var x = inputs.Select(o => new MemorySlice(new AlignedMemory(o.Bytes))).ToArray();
        var y = outputs.Select(o => new MemorySlice(new AlignedMemory(o.Bytes))).ToArray();
        for (var i = 0; i < x.Length; i++) KernelCatalog.Write(values[i], x[i], inputs[i]);
        foreach (var slice in y) slice.Span<byte>().Fill(0xFF);
        var scratch = new MemorySlice(new AlignedMemory(kernel.ScratchBytes));
        scratch.Span<byte>().Fill(0xFF);
        Engine.Run(() => kernel.Run(x, y, scratch));
        for (var k = 0; k < y.Length; k++)
        {
            Close(truth[k], KernelCatalog.Read(y[k], outputs[k]), tolerance, $"{kernel.Name} for {test.Op}, output {k}");
        }
    }
}
