using System.Runtime.InteropServices;

namespace Vireo.Native;

/// <summary>A decompressor or compressor of TurboJPEG; used by one thread at a time.</summary>
internal sealed unsafe class JpegCodec : SafeHandle
{
    private readonly TurboJpegLibrary _library;

    public JpegCodec(TurboJpegLibrary library, bool compress)
        : base(0, ownsHandle: true)
    {
        _library = library;
        SetHandle(compress ? library.InitCompress() : library.InitDecompress());
        if (IsInvalid) throw new NativeException("TurboJPEG has no memory for a codec");
    }

    public override bool IsInvalid => handle == 0;

    public nint Value => handle;

    /// <summary>The last message.</summary>
    public string Message => Marshal.PtrToStringUTF8(_library.ErrorText(handle)) ?? "unknown error";

    /// <summary>What the last failure was: nothing worse than a warning, or not.</summary>
    public bool OnlyWarned => _library.ErrorCode(handle) == 0; // TJERR_WARNING

    protected override bool ReleaseHandle() => _library.Destroy(handle) == 0;
}
