using System.Diagnostics;
using System.Text.RegularExpressions;
using Vireo.Testing;

namespace Vireo.Cli.Tests;

/// <summary>What must be on the disk before a power cut, watched from outside: after each rename the folder that holds
/// the new name is flushed.</summary>
public sealed partial class DurabilityTests : IDisposable
{
    private const string Anything = "…";
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
            .Where(rename => rename.Match.Success)
            .Select(rename => (rename.Index, Target: rename.Match.Groups[1].Value))
            .Where(rename => rename.Target.StartsWith(run, StringComparison.Ordinal)).ToList();

        Assert.Contains(renames, rename => rename.Target == Path.Combine(run, "config.yaml"));
        Assert.Contains(renames, rename => Path.GetDirectoryName(rename.Target) == Path.Combine(run, "checkpoints"));
        Assert.All(renames, rename => Assert.Contains(
            $"fsync({Anything}<{Path.GetDirectoryName(rename.Target)}>", Next(trace, rename.Index)));
    }

    // What the same thread does next; the number of the descriptor is taken away.
    private static string Next(string[] trace, int index)
    {
        var thread = trace[index].Split(' ')[0] + ' ';
        var next = trace[(index + 1)..].FirstOrDefault(
            line => line.StartsWith(thread, StringComparison.Ordinal) && Call().IsMatch(line)) ?? "nothing";
        return Call().Replace(next, $"$1({Anything}");
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

    [GeneratedRegex(@"\b(fsync|rename\w*)\(\d*")]
    private static partial Regex Call();

    [GeneratedRegex("""\brename\w*\(.*"([^"]+)"[^"]*$""")]
    private static partial Regex Rename();
}
