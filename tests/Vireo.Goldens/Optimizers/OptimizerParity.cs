using System.Text.Json;

namespace Vireo.Goldens.Optimizers;

internal static class OptimizerParity
{
    public static CaseResult Run(JsonElement item) => new(item.Text("name"), item.Text("op"), Verdict.NotImplemented, item.Text("op"));
}
