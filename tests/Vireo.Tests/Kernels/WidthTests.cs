using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace Vireo.Tests.Kernels;

/// <summary>Kernels are the same lines for every width of register: they are tested again in processes that are denied
/// the wider ones.</summary>
public class WidthTests
{
    private const string Wanted = "VIREO_TEST_WIDTH";

    // Every op against its loops, then what kernels promise beyond that.
    private static readonly string[] s_tests =
    [
        "Ops.OpTests.Keeps_its_promises", "Kernels.BatchNormTests", "Kernels.FusedBatchNormTests",
        "Kernels.ConvolutionTests", "Kernels.PoolingTests", "Kernels.SoftmaxTests", "Kernels.VectorMathTests",
        "Kernels.GemmTests", "Kernels.SequenceKernelTests", "Kernels.WidthTests.The_width_is_the_one_asked_for",
    ];

    [SkippableTheory]
    [InlineData(256, "EnableAVX512")]
    [InlineData(128, "EnableAVX2")]
    [InlineData(0, "EnableHWIntrinsic")]
    public async Task Kernels_agree_with_the_loops_on_narrower_registers(int width, string without)
    {
        Skip.If(Environment.GetEnvironmentVariable(Wanted) is not null, "this is such a process");
        Skip.If(Width <= width, $"registers here have {Width} bits anyway");
        var start = new ProcessStartInfo("dotnet", ["vstest", typeof(WidthTests).Assembly.Location,
            $"--TestCaseFilter:{string.Join('|', s_tests.Select(t => $"FullyQualifiedName~{t}"))}"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
            Environment = { [$"DOTNET_{without}"] = "0", [Wanted] = $"{width}" },
        };
        using var process = Process.Start(start);
        Assert.NotNull(process);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var said = await output + await errors;
        Assert.True(process.ExitCode == 0, said[^Math.Min(said.Length, 4000)..]);
        Assert.DoesNotContain("No test matches", said, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void The_width_is_the_one_asked_for()
    {
        var wanted = Environment.GetEnvironmentVariable(Wanted);
        Skip.If(wanted is null, "nobody asked for one");
        Assert.Equal(wanted, $"{Width}");
    }

    private static int Width => Vector512.IsHardwareAccelerated ? 512
        : Vector256.IsHardwareAccelerated ? 256
        : Vector128.IsHardwareAccelerated ? 128
        : 0;
}
