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
        // Teams of threads that wait by spinning are slow on a busy machine; a probe that wants more says so itself.
        start.Environment["VIREO_THREADS"] = "1";
        // Code that is compiled anew in the background would count as growing memory.
        start.Environment["DOTNET_TieredCompilation"] = "0";
        // What was freed goes back to the system at once: what the C library keeps for later would look like a leak.
        start.Environment["MALLOC_MMAP_THRESHOLD_"] = "4096";
        start.Environment["MALLOC_TRIM_THRESHOLD_"] = "0";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("no process");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException($"probe {probe} ended with {process.ExitCode}: {errors.Result}");
    }
}
