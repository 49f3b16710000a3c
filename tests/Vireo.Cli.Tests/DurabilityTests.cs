using System.Diagnostics;
using System.Text.RegularExpressions;
using Vireo.Testing;

namespace Vireo.Cli.Tests;

/// <summary>What must be on the disk before a power cut, watched from outside: after each rename the folder that holds
/// the new name is flushed.</summary>
public sealed partial class DurabilityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Every_rename_of_a_training_is_flushed_with_its_folder()
    {
        var data = TinyData.Write(_folder, "data", each: 3);
        var run = _folder["run"];
        var trace = Trace("train", "--data", data, "--batch-size", "4", "--image-size", "32", "--output", run,
            "-o", "train.epochs=1");

        var renames = trace.Index().Select(line => (line.Index, Match: Rename().Match(line.Item)))
            .Where(rename => rename.Match.Success && rename.Match.Groups[1].Value.StartsWith(run, StringComparison.Ordinal))
            .Select(rename => (rename.Index, Target: rename.Match.Groups[1].Value)).ToList();

        Assert.Contains(renames, rename => rename.Target == Path.Combine(run, "config.yaml"));
        Assert.Contains(renames, rename => rename.Target.StartsWith(Path.Combine(run, "checkpoints"), StringComparison.Ordinal));
        Assert.All(renames, rename => Assert.Contains(trace[rename.Index..], line =>
            line.Contains($"fsync(", StringComparison.Ordinal)
            && line.Contains($"<{Path.GetDirectoryName(rename.Target)}>", StringComparison.Ordinal)));
    }

    private string[] Trace(params string[] arguments)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists("/usr/bin/strace"), "strace is not installed.");
        string[] calls = ["-f", "-y", "-qq", "-e", "trace=fsync,rename,renameat,renameat2", "-o", _folder["trace"]];
        var start = new ProcessStartInfo("strace",
            [.. calls, "dotnet", Path.Combine(AppContext.BaseDirectory, "Vireo.Cli.dll"), .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["VIREO_THREADS"] = "1";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("strace did not start");
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        Skip.If(errors.Result.Contains("PTRACE", StringComparison.Ordinal), "Processes may not be traced here.");
        Assert.True(process.ExitCode == 0, output.Result + errors.Result);
        return File.ReadAllLines(_folder["trace"]);
    }

    [GeneratedRegex("""\brename\w*\(.*"([^"]+)"[^"]*$""")]
    private static partial Regex Rename();
}
