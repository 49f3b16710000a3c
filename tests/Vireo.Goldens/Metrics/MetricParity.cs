using System.Text.Json;

namespace Vireo.Goldens.Metrics;

internal static class MetricParity
{
    public static CaseResult Run(JsonElement item) => new(item.Text("name"), item.Text("op"), Verdict.NotImplemented, item.Text("op"));
}
