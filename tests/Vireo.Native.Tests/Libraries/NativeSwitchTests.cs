namespace Vireo.Native.Tests;

public class NativeSwitchTests
{
    [Theory]
    [InlineData("", true, true)]
    [InlineData("on", true, true)]
    [InlineData("off", false, false)]
    [InlineData("OFF", false, false)]
    [InlineData("0", false, false)]
    [InlineData("-onednn", false, true)]
    [InlineData("-turbojpeg", true, false)]
    [InlineData("-turbojpeg, -oneDNN", false, false)]
    public void The_variable_switches_all_or_single_libraries_off(string setting, bool oneDnn, bool turboJpeg)
    {
        Assert.Equal(oneDnn, NativeSwitch.Allows(setting, "onednn"));
        Assert.Equal(turboJpeg, NativeSwitch.Allows(setting, "turbojpeg"));
    }

    [Fact]
    public void The_report_names_every_library_with_a_version_or_a_reason()
    {
        var report = NativeLibraries.Report();

        Assert.Equal(["oneDNN", "TurboJPEG", "libwebp"], report.Select(static l => l.Name));
        Assert.All(report, static library =>
        {
            Assert.Equal(library.Found, library.Version is not null && library.File is not null);
            Assert.Equal(library.Found, library.Reason.Length == 0);
            Assert.NotEmpty(library.Brings);
            Assert.NotEmpty(library.Install);
        });
    }

    [Fact]
    public void What_is_missing_says_so_and_how_to_get_it()
    {
        if (!OneDnn.IsAvailable)
        {
            var thrown = Assert.Throws<NativeException>(() => DnnMemoryDesc.Plain(DnnType.F32, 1));
            Assert.Contains("install", thrown.Message, StringComparison.Ordinal);
        }

        if (!TurboJpeg.IsAvailable)
        {
            var thrown = Assert.Throws<NativeException>(() => TurboJpeg.ReadHeader([1]));
            Assert.Contains("install", thrown.Message, StringComparison.Ordinal);
        }
    }
}
