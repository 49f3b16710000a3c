using System.Runtime.InteropServices;

namespace Vireo.Native;

/// <summary>The functions of libwebp's simple interface, which has been the same since its version 0.5.</summary>
internal sealed unsafe class WebPLibrary
{
    public readonly delegate* unmanaged<byte*, nuint, byte*, nuint, int, byte*> DecodeRgb;
    public readonly delegate* unmanaged<byte*, nuint, byte*, nuint, int, byte*> DecodeRgba;
    public readonly delegate* unmanaged<int> DecoderVersion;

    private WebPLibrary(nint library, string name)
    {
        Name = name;
        nint Export(string function) => NativeLibrary.GetExport(library, function);
        DecodeRgb = (delegate* unmanaged<byte*, nuint, byte*, nuint, int, byte*>)Export("WebPDecodeRGBInto");
        DecodeRgba = (delegate* unmanaged<byte*, nuint, byte*, nuint, int, byte*>)Export("WebPDecodeRGBAInto");
        DecoderVersion = (delegate* unmanaged<int>)Export("WebPGetDecoderVersion");
    }

    public string Name { get; }

    /// <summary>Loads the library.</summary>
    /// <param name="reason">Why there is none, when nothing is returned.</param>
    public static WebPLibrary? TryLoad(out string reason)
    {
        reason = "";
        if (!NativeSwitch.Allows("webp"))
        {
            reason = "switched off by VIREO_NATIVE";
            return null;
        }

        string[] names = OperatingSystem.IsWindows() ? ["libwebp.dll", "webp.dll", "libwebpdecoder.dll"]
            : OperatingSystem.IsMacOS() ? ["libwebp.7.dylib", "libwebp.dylib"]
            : ["libwebp.so.7", "libwebp.so.6", "libwebpdecoder.so.3", "libwebp.so"];
        if (LibraryLoader.TryLoad(names, "VIREO_WEBP") is { } found)
        {
            if (NativeLibrary.TryGetExport(found.Handle, "WebPDecodeRGBAInto", out _)) return new(found.Handle, found.Name);

            reason = $"{found.Name} has no decoder";
            return null;
        }

        reason = "not found";
        return null;
    }
}
