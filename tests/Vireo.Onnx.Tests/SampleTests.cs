using System.Diagnostics;
using Vireo.Testing;

namespace Vireo.Onnx.Tests;

/// <summary>The op of <c>samples/YourOwnOp</c>, a project outside the solution as a user's would be.</summary>
public sealed class SampleTests
{
    private static readonly string s_home = Path.Combine(RepositoryFiles.Root, "samples", "YourOwnOp");

    [Fact]
    public void An_own_op_takes_thirty_lines_at_most() =>
        Assert.InRange(File.ReadAllLines(Path.Combine(s_home, "Snake.cs")).Length, 1, 30);

    [SkippableFact]
    public void An_own_op_conforms_and_runs_in_onnx_runtime()
    {
        using var folder = new TemporaryFolder();
        var path = folder["snake.onnx"];
        Assert.Equal(["gradient and kernels agree", $"written: {path}"], Printed(path));

        OnnxRuntime.Require();
        double[] x = [-2, -1, -0.5, 0, 0.75, 3];
        var y = OnnxRuntime.Run(path, new() { ["x"] = RuntimeValue.Of(new([2, 3], DType.F32), x) })["y"];
        Check.Close([.. x.Select(v => v + Math.Pow(Math.Sin(2 * v), 2) / 2)], y.ToDoubles(), 1e-6);
    }

    private static string[] Printed(string path)
    {
        // Build servers would outlive the process and keep its output open.
        var start = new ProcessStartInfo(
            "dotnet", ["run", "-c", "Release", "--property:UseSharedCompilation=false", "--", path])
        {
            WorkingDirectory = s_home, RedirectStandardOutput = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["VIREO_THREADS"] = "1";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("no process");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
