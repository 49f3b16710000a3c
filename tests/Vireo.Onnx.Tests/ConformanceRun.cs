using Vireo.OpCases;
using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.Onnx.Tests;

/// <summary>All cases of the registry, exported for several operator sets and run in one process.</summary>
public sealed class ConformanceRun
{
    /// <summary>The oldest, the default, one with everything newer forms ask for, and the newest.</summary>
    public static readonly int[] Opsets = [13, 17, 21, OnnxExportOptions.NewestOpset];

    private readonly Lazy<Dictionary<(int Row, int Opset), RuntimeResult>> _results = new(RunAll);

    /// <summary>What came out; null when the op has no form in the operator set.</summary>
    internal RuntimeResult? Find(int row, int opset) => _results.Value.GetValueOrDefault((row, opset));

    /// <summary>What the op's reference gives.</summary>
    internal static (TensorSpec Spec, double[] Values)[] Truth(OpCase test)
    {
        var specs = test.Inputs.Select(Spec).ToArray();
        var outputs = test.Op.Infer(specs);
        var x = test.Inputs.Zip(Values(test), (input, values) => new ReferenceArray(input.Shape, values)).ToArray();
        var y = outputs.Select(o => new ReferenceArray(o.Shape, new double[o.Shape.Count])).ToArray();
        test.Op.Reference(x, y);
        return [.. outputs.Zip(y, (spec, array) => (spec, array.Data))];
    }

    /// <summary>Whether the op says that it has a form.</summary>
    internal static bool TryExport(OpCase test, string path, int opset)
    {
        var inputs = test.Inputs.Select((input, i) => (Name: $"x{i}", Tensor: Tensor.Placeholder(input.Shape,
            input.Type ?? DType.F32))).ToArray();
        var node = Tensor.Apply(test.Op, [.. inputs.Select(i => i.Tensor)]);
        try
        {
            OnnxExport.Save(path, inputs, [.. node.Outputs.Select((y, k) => ($"y{k}", y))], new() { Opset = opset });
            return true;
        }
        catch (VireoException error) when (error.Code == "VIR6001")
        {
            return false;
        }
    }

    private static Dictionary<(int Row, int Opset), RuntimeResult> RunAll()
    {
        using var folder = new TemporaryFolder();
        List<(int Row, int Opset)> keys = [];
        List<RuntimeTask> tasks = [];
        for (var row = 0; row < Registry.Cases.Length; row++)
        {
            // Some operators of the runtime divide by an extent of zero, which ends the process.
            if (Registry.Cases[row].Inputs.Any(i => i.Shape.Count == 0)) continue;
            foreach (var opset in Opsets)
            {
                var model = $"{row}-{opset}.onnx";
                if (!TryExport(Registry.Cases[row], folder[model], opset)) continue;
                keys.Add((row, opset));
                tasks.Add(new(model, Inputs(Registry.Cases[row])));
            }
        }

        return keys.Zip(OnnxRuntime.RunAll(folder.Path, tasks)).ToDictionary(r => r.First, r => r.Second);
    }

    private static Dictionary<string, RuntimeValue> Inputs(OpCase test) => test.Inputs.Zip(Values(test)).Index()
        .ToDictionary(i => $"x{i.Index}", i => RuntimeValue.Of(Spec(i.Item.First), i.Item.Second));

    private static TensorSpec Spec(OpInput input) => new(input.Shape, input.Type ?? DType.F32);

    private static double[][] Values(OpCase test)
    {
        var rng = new Rng(7);
        return [.. test.Inputs.Select(i => i.Make(rng))];
    }
}
