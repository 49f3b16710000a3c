using System.Text.Json;
using Vireo.Graph;
using Vireo.Testing;

namespace Vireo.Goldens.Ops;

/// <summary>Compares an op and its gradients with a golden case, in double and in single precision.</summary>
internal static class OpParity
{
    private const double Double = 1e-9;
    private const double Single = 1e-5;
    private const double IllConditioned = 1e-4;

    /// <summary>Torch's gradient of CELU has <c>1 / alpha</c> in single precision, its value has not: no formula meets both.
    /// </summary>
    private const double RoundedByTorch = 1e-7;

    /// <summary>The result of one case.</summary>
    public static CaseResult Run(JsonElement item)
    {
        var op = item.Text("op");
        var name = item.Text("name");
        return CaseResult.Of(name.Length > 0 ? name : op, op, () =>
        {
            var note = $"{item.Text("note")} {name.Replace('_', ' ')}";
            var hard = note.Contains("ill conditioned", StringComparison.OrdinalIgnoreCase)
                || note.Contains("large mean", StringComparison.OrdinalIgnoreCase);
            Check(item, op, DType.F64, op == "celu" ? RoundedByTorch : Double);
            Check(item, op, DType.F32, hard ? IllConditioned : Single);
        });
    }

    /// <summary>What a case asks to compute, not computed: outputs, then gradients.</summary>
    /// <exception cref="MissingException">We cannot say it.</exception>
    public static IReadOnlyList<Tensor> Expression(JsonElement item)
    {
        var (_, outputs, gradients) = Build(item, item.Text("op"), DType.F32);
        return [.. outputs.Select(o => o.Value), .. gradients.OfType<Tensor>()];
    }

    private static (List<(string Name, Tensor Value)> Inputs, List<(string Name, Tensor Value)> Outputs,
        Tensor?[] Gradients) Build(JsonElement item, string op, DType type)
    {
        var inputs = item.GetProperty("inputs").EnumerateArray()
            .Select(i => (Name: i.Text("name"), Value: Input(i, type))).ToList();
        var call = new OpCall(op, item.Find("args") ?? default, inputs);
        var results = OpTable.Find(op)(call);
        call.RequireAllRead();

        var outputs = item.GetProperty("outputs").EnumerateObject()
            .Select((e, i) => (e.Name, Value: Result(results, e.Name, i, op))).ToList();
        var seeds = outputs.Select(o => Seed(item, o.Name, type)).ToArray();
        var gradients = seeds.All(s => s is null)
            ? new Tensor?[inputs.Count]
            : Gradients.Of([.. outputs.Select(o => o.Value)], seeds, [.. inputs.Select(i => i.Value)]);
        return (inputs, outputs, gradients);
    }

    private static void Check(JsonElement item, string op, DType type, double tolerance)
    {
        var (inputs, outputs, gradients) = Build(item, op, type);
        Engine.Evaluate([.. outputs.Select(o => o.Value), .. gradients.OfType<Tensor>()]);

        var expected = item.GetProperty("outputs").EnumerateObject().ToList();
        for (var i = 0; i < expected.Count; i++)
        {
            var (name, value) = outputs[i];
            new GoldenTensor(expected[i].Value).RequireElements(value, tolerance, $"{type} {name}");
        }

        if (item.Find("grads") is not { } grads) return;
        foreach (var grad in grads.EnumerateObject())
        {
            var place = inputs.FindIndex(i => i.Name == grad.Name);
            RequireGradient(
                grad.Value, gradients[place], inputs[place].Value.Shape, tolerance, $"{type} gradient of {grad.Name}");
        }
    }

    private static void RequireGradient(JsonElement expected, Tensor? found, Shape shape, double tolerance, string what)
    {
        var values = found?.ToDoubles() ?? new double[shape.Count];
        if (expected.ValueKind != JsonValueKind.Null)
        {
            new GoldenTensor(expected).RequireElements(values, tolerance, what);
        }
        else if (values.Any(v => v != 0)) throw new MismatchException($"{what} is not zero");
    }

    private static Tensor Result(Outputs results, string name, int place, string op)
    {
        foreach (var (given, value) in results)
        {
            if (given == name) return value;
        }

        return place < results.Count && results[place].Name.Length == 0
            ? results[place].Value
            : throw new MissingException($"{op} with output {name}");
    }

    private static Tensor Input(JsonElement input, DType type)
    {
        var shape = input.GetProperty("shape").ToShape();
        if (input.Find("key")?.GetString() is { } key)
        {
            var (scale, offset) = (input.Find("scale")?.Number() ?? 1, input.Find("offset")?.Number() ?? 0);
            return Values.Tensor(GoldenFill.Values(key, shape.Count, scale, offset), shape, type);
        }

        var given = input.Text("dtype") switch
        {
            "" or "float64" or "float32" => type,
            "int64" => DType.I64,
            "int32" => DType.I32,
            "bool" => DType.Bool,
            var other => throw new MissingException($"inputs of type {other}"),
        };
        return Values.Tensor(input.GetProperty("data").Numbers(), shape, given);
    }

    private static Tensor? Seed(JsonElement item, string output, DType type)
    {
        if (item.Find("output_grads")?.Find(output) is not { } seed) return null;
        return Input(seed, type);
    }
}
