namespace Vireo.Native;

/// <summary>Tells which optional native libraries this machine has. Without any of them everything works, more
/// slowly.</summary>
/// <remarks>Environment variables: <c>VIREO_NATIVE</c> switches libraries off (<see cref="NativeSwitch"/>),
/// <c>VIREO_ONEDNN</c>, <c>VIREO_TURBOJPEG</c> and <c>VIREO_WEBP</c> name one file to load, <c>VIREO_THREADS</c> sets
/// <see cref="Workers.Count"/>; <c>GOMP_SPINCOUNT</c> and <c>OMP_WAIT_POLICY</c> are respected when set.</remarks>
public static class NativeLibraries
{
    /// <summary>Looks for every library and says what came of it.</summary>
    public static IReadOnlyList<NativeLibraryInfo> Report() =>
    [
        new(
            "oneDNN",
            OneDnn.IsAvailable,
            OneDnn.Version?.ToString(),
            OneDnn.FileName,
            OneDnn.Reason,
            "faster convolutions and matrix products, and training in bf16",
            Install("libdnnl2 (Debian 12, Ubuntu 22.04) or libdnnl3.6 (Debian 13)", "onednn", "dnnl.dll")),
        new(
            "TurboJPEG",
            TurboJpeg.IsAvailable,
            TurboJpeg.Version,
            TurboJpeg.FileName,
            TurboJpeg.Reason,
            "faster decoding of JPEG files",
            Install("libturbojpeg0 (Debian) or libturbojpeg (Ubuntu)", "jpeg-turbo", "turbojpeg.dll")),
        new(
            "libwebp",
            WebP.IsAvailable,
            WebP.Version,
            WebP.FileName,
            WebP.Reason,
            "reading WebP files",
            Install("libwebp7", "webp", "libwebp.dll")),
    ];

    private static string Install(string apt, string brew, string windowsFile) =>
        OperatingSystem.IsWindows() ? $"put {windowsFile} beside the program or on the PATH"
        : OperatingSystem.IsMacOS() ? $"brew install {brew}"
        : $"apt install {apt}";
}
