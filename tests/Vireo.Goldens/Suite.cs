using System.Text.Json;
using Vireo.Goldens.Imaging;
using Vireo.Goldens.Metrics;
using Vireo.Goldens.Models;
using Vireo.Goldens.Ops;
using Vireo.Goldens.Optimizers;

namespace Vireo.Goldens;

/// <summary>Compares us with every golden file of a folder, recognised by what it holds.</summary>
internal static class Suite
{
    /// <summary>The results of all files below a folder, in the order of their paths.</summary>
    public static IEnumerable<FileResult> Run(string folder) =>
        from path in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
        select RunFile(path, Path.GetRelativePath(folder, path).Replace('\\', '/'));

    /// <summary>The result of one file.</summary>
    public static FileResult RunFile(string path, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return new(name, [.. Cases(document.RootElement)]);
        }
        catch (JsonException error)
        {
            return new(name, [new("file", "", Verdict.Fail, $"not a golden file: {error.Message}")]);
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return new(name, [new("file", "", Verdict.Fail, $"not a whole golden file: {error.Message}")]);
        }
    }

    private static IEnumerable<CaseResult> Cases(JsonElement file)
    {
        if (file.Find("state_dict") is not null) return [ModelParity.Run(file)];
        if (file.Find("cases") is not { ValueKind: JsonValueKind.Array } cases) return [Unknown];
        if (file.Find("problem") is not null) return cases.EnumerateArray().Select(OptimizerParity.Run);
        return cases.EnumerateArray().Select(RunCase);
    }

    private static CaseResult Unknown => new("file", "", Verdict.NotImplemented, "unknown kind of file");

    private static CaseResult RunCase(JsonElement item)
    {
        if (item.Find("lr") is not null) return ScheduleParity.Run(item);
        if (item.Find("expected") is not null) return MetricParity.Run(item);
        if (item.Find("outputs") is not null) return OpParity.Run(item);
        if (item.Find("output") is not null) return ImagingParity.Run(item);
        return Unknown;
    }
}
