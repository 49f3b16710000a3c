using System.Text.Json;

namespace Vireo.Goldens.Ops;

internal static class OpParity
{
    public static CaseResult Run(JsonElement item) => new(item.Text("name"), item.Text("op"), Verdict.NotImplemented, item.Text("op"));
}
