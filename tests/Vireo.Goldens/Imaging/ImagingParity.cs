using System.Text.Json;

namespace Vireo.Goldens.Imaging;

internal static class ImagingParity
{
    public static CaseResult Run(JsonElement item) => new(item.Text("name"), item.Text("op"), Verdict.NotImplemented, item.Text("op"));
}
