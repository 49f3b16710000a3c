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
            foreach (var type in (DType[])[DType.F64, DType.F32])
            {
                new ModelRun(file, variant.Create(options), type).Check();
                Engine.Clear();
            }
        });
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
