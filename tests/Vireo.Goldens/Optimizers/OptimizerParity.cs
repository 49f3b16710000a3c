using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Vireo.Optimizers;
using Vireo.Testing;

namespace Vireo.Goldens.Optimizers;

/// <summary>Compares optimizers and gradient clipping with golden trajectories, in double precision. The problem: two
/// parameters p, <c>a [3, 4]</c> and <c>b [5]</c>, with the gradient <c>h · (p - q) + 0.1 · n[t]</c> at step t.</summary>
internal static partial class OptimizerParity
{
    private const double Tolerance = 1e-9;
    private const int Steps = 20;

    private static readonly (string Key, Shape Shape)[] s_parameters = [("optim/a", [3, 4]), ("optim/b", [5])];

    /// <summary>The result of one case.</summary>
    public static CaseResult Run(JsonElement item)
    {
        var op = item.Text("op");
        var name = item.Text("name");
        return CaseResult.Of(name, op, () =>
        {
            if (item.Find("grads_after") is not null) CheckClipping(item, op);
            else
            {
                var args = item.Find("args") ?? default;
                CheckTrajectory(
                    item, OptimizerTable.Make(op, args), OptimizerTable.Ascends(new(op, args, [])) ? -1 : 1);
            }
        });
    }

    private static Variable[] Parameters() =>
    [
        .. s_parameters.Select(p =>
        {
            var variable = new Variable(p.Shape, DType.F64, p.Key);
            variable.Set(GoldenFill.Values(p.Key, p.Shape.Count));
            return variable;
        }),
    ];

    private static void CheckTrajectory(JsonElement item, Optimizer optimizer, double sign)
    {
        var variables = Parameters();
        var noise = s_parameters.Select(p => Tensor.Placeholder(p.Shape, DType.F64)).ToArray();
        var updates = optimizer.Step([.. s_parameters.Select((p, i) =>
        {
            Tensor Filled(string part, double scale = 1, double offset = 0) =>
                Tensor.From(GoldenFill.Values($"{p.Key}/{part}", p.Shape.Count, scale, offset), p.Shape);
            var gradient = Filled("h", 0.75, 1.25) * (variables[i].Value - Filled("q")) + noise[i] * 0.1;
            return (p.Key, variables[i], sign == 1 ? gradient : gradient * sign);
        })]);
        var step = Engine.Compile(noise, [], updates);
        var norms = item.Find("l2_each_step")?.Numbers() ?? [];
        for (var t = 1; t <= Steps; t++)
        {
            step.Run(
                [.. s_parameters.Select(p => Tensor.From(GoldenFill.Values($"{p.Key}/n{t}", p.Shape.Count), p.Shape))]);
            double[] values = [.. variables.SelectMany(v => v.ToDoubles())];
            if (item.GetProperty("after").Find($"{t}") is { } after) RequireClose(after.Numbers(), values, $"step {t}");
            if (t <= norms.Length)
            {
                RequireClose([norms[t - 1]], [GoldenTensor.Norm(values)], $"the norm after step {t}");
            }
        }
    }

    private static void CheckClipping(JsonElement item, string op)
    {
        if (Scaled().Match(item.Text("note")) is not { Success: true } match)
        {
            throw new MissingException($"{op} of other gradients");
        }

        var factor = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        Tensor[] gradients =
            [.. s_parameters.Select(p => Tensor.From(GoldenFill.Values(p.Key, p.Shape.Count), p.Shape) * factor)];
        var args = item.GetProperty("args");
        var norm = GradientClipping.Norm(gradients, args.Find("norm_type")?.Number() ?? 2);
        IReadOnlyList<Tensor> clipped;
        if (args.Find("clip_value") is { } value) clipped = GradientClipping.ByValue(gradients, value.Number());
        else if (args.Find("max_norm") is { } limit) clipped = GradientClipping.ByNorm(gradients, norm, limit.Number());
        else throw new MissingException($"{op} with {args}");

        Engine.Evaluate([norm, .. clipped]);
        if (item.Find("total_norm") is { } total) RequireClose([total.Number()], [norm.ToScalar()], "the norm");
        RequireClose(item.GetProperty("grads_after").Numbers(), [.. clipped.SelectMany(c => c.ToDoubles())], "clipped");
    }

    private static void RequireClose(double[] expected, double[] found, string what)
    {
        if (expected.Length != found.Length)
        {
            throw new MismatchException($"{what}: {found.Length} numbers, expected {expected.Length}");
        }

        for (var i = 0; i < expected.Length; i++)
        {
            if (Math.Abs(expected[i] - found[i]) <= Tolerance * Math.Max(1, Math.Abs(expected[i]))) continue;
            throw new MismatchException($"{what}[{i}] is {found[i]:R}, expected {expected[i]:R}");
        }
    }

    [GeneratedRegex(@"gradients: ([0-9.]+)\*fill\('optim/a'")]
    private static partial Regex Scaled();
}
