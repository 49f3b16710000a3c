using System.Diagnostics;

namespace Vireo.Training.Tests.Probes;

/// <summary>Runs a probe in a process of its own.</summary>
internal static class ProbeProcess
{
    public static string[] Run(string probe, bool native)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ProbeProcess).Assembly.Location, probe])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["VIREO_NATIVE"] = native ? "" : "off";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("no process");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException($"probe {probe} ended with {process.ExitCode}: {errors.Result}");
    }
}
