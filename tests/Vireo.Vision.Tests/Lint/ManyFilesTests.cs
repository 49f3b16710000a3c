using System.Diagnostics;
using System.Globalization;
using Vireo.Testing;
using Vireo.Vision.Lint;
using Xunit.Abstractions;

namespace Vireo.Vision.Tests.Lint;

/// <summary>Tests of what the whole process holds: nothing else may run beside them.</summary>
[CollectionDefinition("memory", DisableParallelization = true)]
public sealed class MemoryCollection;

/// <summary>Memory stays in proportion to the number of files, and small; <c>VIREO_LINT_FILES=100000</c> measures a
/// large set.</summary>
[Collection("memory")]
public sealed class ManyFilesTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Many_small_files_are_linted_in_bounded_memory()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("VIREO_LINT_FILES") ?? "1500", CultureInfo.InvariantCulture);
        Parallel.For(0, count, i => _folder.Add(
            $"many/{i % 10}/{i:000000}.png", Pictures.Png(Pictures.Make((ulong)i, i % 10, side: 32))));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();

        var report = Linter.Run(_folder["many"], new() { ImageSize = 32 });

        var time = watch.Elapsed;
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        var peak = Process.GetCurrentProcess().PeakWorkingSet64;
        output.WriteLine($"{count} files in {time.TotalSeconds:0.0} s, {count / time.TotalSeconds:0} files/s; "
            + $"{kept >> 20} MiB kept, peak of the process {peak >> 20} MiB");
        foreach (var (code, findings) in report.Summary.Codes) output.WriteLine($"  {code}: {findings}");
        Assert.Equal(count, report.Summary.Images);
        Assert.True(kept < 1024L * count + (4 << 20), $"{kept} bytes are kept of {count} files");
        Assert.True(peak < 1L << 30, $"peak {peak >> 20} MiB");
    }
}
