using System.Globalization;
using Vireo.Native;

namespace Vireo.Training.Tests.Probes;

public class ProbeTests
{
    [Theory, InlineData("steps"), InlineData("brain steps")]
    public void Managed_steps_are_the_same_to_the_bit_for_any_number_of_threads(string probe) =>
        Assert.Single(ProbeProcess.Run(probe, native: false).Distinct());

    [SkippableTheory, InlineData("steps"), InlineData("brain steps")]
    public void Steps_with_onednn_are_the_same_to_the_bit_every_time(string probe)
    {
        Skip.IfNot(OneDnn.IsAvailable, "oneDNN is not installed");
        var hashes = ProbeProcess.Run(probe, native: true);
        Assert.Equal(hashes[Array.IndexOf(StepProbe.Threads, 2)], hashes[Array.LastIndexOf(StepProbe.Threads, 2)]);
        Assert.Equal(hashes, ProbeProcess.Run(probe, native: true));
    }

    [SkippableTheory, InlineData(false), InlineData(true)]
    public void Thousands_of_steps_and_forgotten_tensors_leave_memory_as_it_was(bool native)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "resident memory is read from /proc");
        Skip.If(native && !OneDnn.IsAvailable, "oneDNN is not installed");
        var slopes = ProbeProcess.Run("memory", native).Select(l => double.Parse(l, CultureInfo.InvariantCulture)).ToArray();
        Assert.True(slopes[0] < 1024, $"{slopes[0]:f0} bytes per step");
        Assert.True(slopes[1] < 256, $"{slopes[1]:f0} bytes per evaluation");
    }
}
