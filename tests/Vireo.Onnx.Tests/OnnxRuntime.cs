using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Vireo.Testing;

namespace Vireo.Onnx.Tests;

/// <summary>ONNX Runtime in a process of its own, by the package that <c>package.json</c> pins.</summary>
internal static class OnnxRuntime
{
    private static readonly string s_home = Path.Combine(RepositoryFiles.Root, "tests", "Vireo.Onnx.Tests");
    private static readonly Lazy<bool> s_isInstalled = new(() => Node("-e", "require('onnxruntime-node')").Code == 0);

    /// <summary>Skips the test when ONNX Runtime is not installed; never on the build server.</summary>
    public static void Require() => Skip.If(
        !s_isInstalled.Value && Environment.GetEnvironmentVariable("CI") != "true",
        "ONNX Runtime is not installed: ./test.sh does it, or 'npm ci --ignore-scripts' in tests/Vireo.Onnx.Tests.");

    /// <summary>Runs files of a folder one after the other.</summary>
    public static RuntimeResult[] RunAll(string folder, IReadOnlyList<RuntimeTask> tasks)
    {
        File.WriteAllText(Path.Combine(folder, "tasks.json"), JsonSerializer.Serialize(tasks));
        var (code, errors) = Node("run.js", folder);
        if (code != 0) throw new InvalidOperationException($"node ended with {code}: {errors}");
        var results = File.ReadAllText(Path.Combine(folder, "results.json"));
        return JsonSerializer.Deserialize<RuntimeResult[]>(results) ?? [];
    }

    /// <summary>Runs one file.</summary>
    public static Dictionary<string, RuntimeValue> Run(string path, Dictionary<string, RuntimeValue> inputs)
    {
        var folder = Path.GetDirectoryName(path) ?? ".";
        var result = RunAll(folder, [new RuntimeTask(Path.GetFileName(path), inputs)])[0];
        return result.Outputs ?? throw new InvalidOperationException(result.Error);
    }

    private static (int Code, string Errors) Node(params string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments) { WorkingDirectory = s_home, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start) ?? throw new InvalidOperationException("no process");
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, errors);
        }
        catch (Win32Exception)
        {
            return (127, "node is not installed");
        }
    }
}
