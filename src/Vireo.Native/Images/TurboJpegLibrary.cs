using System.Runtime.InteropServices;

namespace Vireo.Native;

/// <summary>The functions of the TurboJPEG library; its version 2 interface, which version 3 still has.</summary>
internal sealed unsafe class TurboJpegLibrary
{
    public readonly delegate* unmanaged<nint> InitDecompress;
    public readonly delegate* unmanaged<nint> InitCompress;
    public readonly delegate* unmanaged<nint, int> Destroy;
    public readonly delegate* unmanaged<nint, byte*, CULong, int*, int*, int*, int*, int> Header;
    public readonly delegate* unmanaged<nint, byte*, CULong, byte*, int, int, int, int, int, int> Decompress;
    public readonly delegate* unmanaged<nint, byte*, int, int, int, int, byte**, CULong*, int, int, int, int> Compress;
    public readonly delegate* unmanaged<byte*, void> Free;
    public readonly delegate* unmanaged<nint, nint> ErrorText;
    public readonly delegate* unmanaged<nint, int> ErrorCode;

    private TurboJpegLibrary(nint library, string name)
    {
        Name = name;
        HasVersion3 = NativeLibrary.TryGetExport(library, "tj3Init", out _);
        nint Export(string function) => NativeLibrary.GetExport(library, function);
        InitDecompress = (delegate* unmanaged<nint>)Export("tjInitDecompress");
        InitCompress = (delegate* unmanaged<nint>)Export("tjInitCompress");
        Destroy = (delegate* unmanaged<nint, int>)Export("tjDestroy");
        Header = (delegate* unmanaged<nint, byte*, CULong, int*, int*, int*, int*, int>)Export("tjDecompressHeader3");
        Decompress = (delegate* unmanaged<nint, byte*, CULong, byte*, int, int, int, int, int, int>)
            Export("tjDecompress2");
        Compress = (delegate* unmanaged<nint, byte*, int, int, int, int, byte**, CULong*, int, int, int, int>)
            Export("tjCompress2");
        Free = (delegate* unmanaged<byte*, void>)Export("tjFree");
        ErrorText = (delegate* unmanaged<nint, nint>)Export("tjGetErrorStr2");
        ErrorCode = (delegate* unmanaged<nint, int>)Export("tjGetErrorCode");
    }

    public string Name { get; }

    public bool HasVersion3 { get; }

    /// <summary>Loads the library.</summary>
    /// <param name="reason">Why there is none, when nothing is returned.</param>
    public static TurboJpegLibrary? TryLoad(out string reason)
    {
        reason = "";
        if (!NativeSwitch.Allows("turbojpeg"))
        {
            reason = "switched off by VIREO_NATIVE";
            return null;
        }

        string[] names = OperatingSystem.IsWindows() ? ["turbojpeg.dll", "libturbojpeg.dll"]
            : OperatingSystem.IsMacOS() ? ["libturbojpeg.dylib", "libturbojpeg.0.dylib"]
            : ["libturbojpeg.so.0", "libturbojpeg.so"];
        if (LibraryLoader.TryLoad(names, "VIREO_TURBOJPEG") is { } found)
        {
            if (NativeLibrary.TryGetExport(found.Handle, "tjGetErrorCode", out _)) return new(found.Handle, found.Name);

            reason = $"{found.Name} is older than 2.0";
            return null;
        }

        reason = "not found";
        return null;
    }
}
