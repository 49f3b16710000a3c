using System.Text.Json;
using Vireo.Graph;
using Vireo.Layers;
using Vireo.Losses;
using Vireo.Optimizers;
using Vireo.Testing;
using Vireo.Vision.Zoo;

namespace Vireo.Goldens.Models;

/// <summary>One model in one element type: inference, the frozen pass and the training steps of its golden file.</summary>
internal sealed class ModelRun
{
    private readonly JsonElement _file;
    private readonly VisionModel _model;
    private readonly DType _type;
    private readonly Tensor _input;
    private readonly Dictionary<string, Variable> _state;

    public ModelRun(JsonElement file, VisionModel model, DType type)
    {
        (_file, _model, _type) = (file, model, type);
        RequireState();
        _model.Initialise(new Rng(0));
        _model.ConvertTo(type);
        _state = _model.Everything.ToDictionary(p => p.Path, p => p.Variable);
        var gain = file.GetProperty("gain").Number();
        string[] alone = [.. (file.Find("constant_buffers_left_alone")?.EnumerateArray() ?? []).Select(e => e.GetString() ?? "")];
        foreach (var (path, variable) in _state)
        {
            if (alone.Contains(path)) continue;
            if (ModelFill.Values(path, variable.Shape, variable.Spec.DType, gain) is { } values) variable.Set(values);
        }

        _input = Input(file.GetProperty("input"));
    }

    /// <summary>Compares everything the file holds.</summary>
    /// <param name="gradientFloor">Gradients may be off by at least this, relative.</param>
    /// <exception cref="MismatchException">A number differs.</exception>
    public void Check(double gradientFloor = 0)
    {
        var tolerance = ModelTolerance.Of(_type, _file.Find("float32_deviation"));
        tolerance = tolerance with { Gradient = Math.Max(tolerance.Gradient, gradientFloor) };
        if (_type == DType.F64) CheckInferenceWithStages(tolerance);
        else CheckInferenceAlone(tolerance);
        if (_file.Find("frozen_bn") is { } frozen) CheckFrozen(frozen);
        if (_file.Find("train") is { } train) CheckTraining(train, tolerance);
    }

    /// <summary>The loss of the training step.</summary>
    public Tensor TrainingLoss(JsonElement train) => Loss(Pass.Training(), train, train.Text("loss_formula"));

    private void RequireState()
    {
        var expected = _file.GetProperty("state_dict").EnumerateArray()
            .Select(e => (Path: e[0].GetString() ?? "", Shape: e[1].ToShape())).ToList();
        var found = _model.Everything.Select(p => (p.Path, p.Variable.Shape)).ToList();
        for (var i = 0; i < Math.Max(expected.Count, found.Count); i++)
        {
            string At(List<(string Path, Shape Shape)> list) => i < list.Count ? $"{list[i].Path} {list[i].Shape}" : "nothing";
            if (At(expected) != At(found)) throw new MismatchException($"state {i} is {At(found)}, expected {At(expected)}");
        }

        var count = _model.Parameters.Sum(p => p.Variable.Shape.Count);
        if (_file.Find("params")?.GetInt64() is { } parameters && parameters != count)
        {
            throw new MismatchException($"{count} parameters, expected {parameters}");
        }
    }

    private Tensor Input(JsonElement input)
    {
        if (input.Find("key")?.GetString() is not { } key) throw new MissingException("a model with other than one input");
        var shape = input.GetProperty("shape").ToShape();
        var values = GoldenFill.Values(
            key, shape.Count, input.Find("scale")?.Number() ?? 1, input.Find("offset")?.Number() ?? 0);
        return Values.Tensor(values, shape, _type);
    }

    private void CheckInferenceWithStages(ModelTolerance tolerance)
    {
        var pass = Pass.Inference();
        var y = _model.Call(_input, pass);
        var stages = (_file.Find("stages")?.EnumerateArray() ?? [])
            .Where(s => pass.Outputs.ContainsKey(s[0].GetString() ?? "")).ToList();
        Engine.Evaluate([y, .. stages.Select(s => pass.Outputs[s[0].GetString() ?? ""])]);
        foreach (var stage in stages) RequireStage(stage, pass.Outputs[stage[0].GetString() ?? ""]);
        RequireOutput(y, tolerance);
        if (_file.GetProperty("eval").Find("argmax")?.Ints() is not { } winners) return;
        var (scores, classes) = (y.ToDoubles(), y.Shape[1]);
        for (var i = 0; i < winners.Length; i++)
        {
            var row = scores.AsSpan(i * classes, classes);
            var best = row.IndexOf(scores.Skip(i * classes).Take(classes).Max());
            if (best != winners[i]) throw new MismatchException($"picture {i} is of class {best}, expected {winners[i]}");
        }
    }

    private void CheckInferenceAlone(ModelTolerance tolerance)
    {
        var images = Tensor.Placeholder(_input.Shape, _type, "images");
        var step = Engine.Compile([images], [_model.Call(images, Pass.Inference())]);
        RequireOutput(step.Run(_input)[0], tolerance);
        var macs = step.Macs / _input.Shape[0];
        if (_file.Find("macs_conv_linear_batch1")?.GetInt64() is { } expected && macs != expected)
        {
            throw new MismatchException($"{macs} multiply-adds for one picture, expected {expected}");
        }
    }

    private void RequireOutput(Tensor y, ModelTolerance tolerance) =>
        new GoldenTensor(_file.GetProperty("eval").GetProperty("output"))
            .RequireVector(y, tolerance.Output, $"{_type} output");

    private static void RequireStage(JsonElement stage, Tensor value)
    {
        var (name, shape) = (stage[0].GetString(), stage[1].ToShape());
        if (value.Shape != shape) throw new MismatchException($"stage {name} has the shape {value.Shape}, expected {shape}");
        var values = value.ToDoubles();
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        // Numbers of stages are written with eight digits; the mean may be small beside what it averages.
        GoldenTensor.Relative(stage[4].Number(), GoldenTensor.Norm(values), ModelTolerance.Double, $"the norm of stage {name}");
        GoldenTensor.Relative(stage[3].Number(), deviation, ModelTolerance.Double, $"the deviation of stage {name}");
        if (Math.Abs(mean - stage[2].Number()) > ModelTolerance.Double * (Math.Abs(mean) + deviation))
        {
            throw new MismatchException($"the mean of stage {name} is {mean:R}, expected {stage[2].Number():R}");
        }
    }

    private void CheckFrozen(JsonElement frozen)
    {
        var tolerance = ModelTolerance.Of(_type, frozen.Find("float32_deviation"));
        var loss = Loss(Pass.Inference(), _file.GetProperty("train"), frozen.Text("loss_formula"));
        var parameters = _model.Parameters.ToList();
        var gradients = Gradients.Of(loss, [.. parameters.Select(p => p.Variable.Value)]);
        Engine.Evaluate([loss, .. gradients]);
        GoldenTensor.Relative(frozen.GetProperty("loss").Number(), loss.ToScalar(), tolerance.Loss, $"{_type} frozen loss");
        new ModelGradients(parameters, gradients, frozen, tolerance.Gradient, $"{_type} frozen").Check(frozen);
    }

    private void CheckTraining(JsonElement train, ModelTolerance tolerance)
    {
        var pass = Pass.Training();
        var loss = Loss(pass, train, train.Text("loss_formula"));
        var parameters = _model.Parameters.ToList();
        var gradients = Gradients.Of(loss, [.. parameters.Select(p => p.Variable.Value)]);
        List<Update> updates = [.. pass.Updates];
        var sgd = train.Find("sgd");
        if (sgd is { } settings)
        {
            var optimizer = new Sgd
            {
                Momentum = settings.Find("momentum")?.Number() ?? 0, WeightDecay = settings.Find("weight_decay")?.Number() ?? 0,
            };
            optimizer.Rate.Set([settings.GetProperty("lr").Number()]);
            updates.AddRange(optimizer.Step([.. parameters.Select((p, i) => (p.Path, p.Variable, gradients[i]))]));
        }

        var step = Engine.Compile([], [loss, .. gradients], updates);
        var results = step.Run();
        GoldenTensor.Relative(train.GetProperty("loss").Number(), results[0].ToScalar(), tolerance.Loss, $"{_type} loss");
        if (_type == DType.F64 || _file.Find("frozen_bn") is null)
        {
            new ModelGradients(parameters, [.. results.Skip(1)], train, tolerance.Gradient, $"{_type}").Check(_file);
        }

        foreach (var layer in train.Find("bn_after")?.EnumerateArray() ?? []) RequireStatistics(layer, tolerance);
        if (sgd is { } s) RequireLosses(s, step, results[0].ToScalar(), tolerance);
    }

    private Tensor Loss(Pass pass, JsonElement train, string formula)
    {
        if (!formula.StartsWith("cross_entropy", StringComparison.Ordinal) && formula != "ce(out)")
        {
            throw new MissingException($"the loss {formula}");
        }

        long[] labels = [.. train.GetProperty("labels").Ints().Select(l => (long)l)];
        return _model.Call(_input, pass).CrossEntropy(Tensor.From(labels, [labels.Length]));
    }

    private void RequireStatistics(JsonElement layer, ModelTolerance tolerance)
    {
        var name = layer.Text("layer");
        foreach (var leaf in (string[])["running_mean", "running_var"])
        {
            var values = _state[$"{name}.{leaf}"].ToDoubles();
            var norm = layer.GetProperty($"{leaf}_l2").Number();
            GoldenTensor.Relative(norm, GoldenTensor.Norm(values), tolerance.Output, $"{_type} norm of {name}.{leaf}");
            var first = layer.GetProperty($"{leaf}_first").Numbers();
            var error = GoldenTensor.Norm([.. first.Select((v, i) => v - values[i])]);
            if (!(error <= tolerance.Output * norm)) throw new MismatchException($"{_type} {name}.{leaf} differs by {error:g3}");
        }

        if (layer.Find("num_batches_tracked")?.Number() is { } batches
            && _state[$"{name}.num_batches_tracked"].ToDoubles()[0] != batches)
        {
            throw new MismatchException($"{name}.num_batches_tracked is not {batches}");
        }
    }

    private void RequireLosses(JsonElement sgd, CompiledStep step, double first, ModelTolerance tolerance)
    {
        var losses = sgd.GetProperty("losses").Numbers();
        var single = sgd.Find("losses_float32")?.Numbers() ?? losses;
        var shown = _file.Find("float32_deviation")?.Find("grad_rel_l2_all")?.Number() ?? 0;
        var ratio = shown > 0 ? tolerance.Gradient / shown : 10;
        var (allowed, deviation) = (tolerance.Loss, 0.0);
        for (var i = 0; i < losses.Length; i++)
        {
            if (_type == DType.F32 && i > 0)
            {
                // A gradient may be off by the tolerance; training amplifies that as it amplified the library's rounding.
                deviation = Math.Max(deviation, Math.Abs(single[i] / losses[i] - 1));
                allowed = Math.Max(tolerance.Gradient, ratio * deviation);
            }

            var loss = i == 0 ? first : step.Run()[0].ToScalar();
            GoldenTensor.Relative(losses[i], loss, allowed, $"{_type} loss of SGD step {i}");
        }
    }
}
