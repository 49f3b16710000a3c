using System.Text.Json;
using Vireo.Vision.Zoo;

namespace Vireo.Goldens.Models;

/// <summary>Compares a model of the zoo with its golden file, in double and in single precision.</summary>
internal static class ModelParity
{
    /// <summary>The result of a model's file.</summary>
    public static CaseResult Run(JsonElement file)
    {
        var name = file.Text("name");
        return CaseResult.Of(name, "model", () =>
        {
            var variant = ModelZoo.Variants.FirstOrDefault(v => v.Name == name)
                ?? throw new MissingException($"model {name}");
            var options = Options(file);
            if (file.Find("eval") is null) throw new MissingException("a model file without eval");
            ModelRun Make(DType type) => new(file, variant.Create(options), type);
            Make(DType.F64).Check();
            CheckSingle(file, Make);
            Engine.Clear();
        });
    }

    /// <summary>In single precision rounding may move an activation across a kink, which changes gradients by up to a
    /// hundredth without anything being wrong. Only where that is seen to happen are they allowed to.</summary>
    private static void CheckSingle(JsonElement file, Func<DType, ModelRun> make)
    {
        try
        {
            make(DType.F32).Check();
        }
        catch (MismatchException) when (file.Find("train") is { } train
            && Kinks.AreCrossed(make(DType.F64).TrainingLoss(train), make(DType.F32).TrainingLoss(train)))
        {
            make(DType.F32).Check(gradientFloor: 1e-2);
        }
    }

    private static ModelOptions Options(JsonElement file)
    {
        var options = new ModelOptions();
        if (file.Find("kwargs") is not { } kwargs) return options;
        foreach (var argument in kwargs.EnumerateObject())
        {
            options = argument.Name switch
            {
                "num_classes" => options with { Classes = argument.Value.GetInt32() },
                "dropout" => options with { Dropout = argument.Value.GetDouble() },
                _ => throw new MissingException($"constructor argument {argument.Name}"),
            };
        }

        return options;
    }
}
