namespace Vireo.Native;

/// <summary>Decodes WebP through libwebp, if this machine has it. Any thread may call.</summary>
public static unsafe class WebP
{
    private static readonly Lazy<(WebPLibrary? Library, string Reason)> _loaded = new(() =>
    {
        var library = WebPLibrary.TryLoad(out var reason);
        return (library, reason);
    });

    /// <summary>Whether the library was found and is not switched off.</summary>
    public static bool IsAvailable => _loaded.Value.Library is not null;

    /// <summary>Why it is not available; empty when it is.</summary>
    public static string Reason => _loaded.Value.Reason;

    /// <summary>The file name it was found under, if it is there.</summary>
    public static string? FileName => _loaded.Value.Library?.Name;

    /// <summary>Its version, if it is there.</summary>
    public static string? Version
    {
        get
        {
            if (_loaded.Value.Library is not { } library) return null;

            var version = library.DecoderVersion();
            return $"{version >> 16}.{version >> 8 & 255}.{version & 255}";
        }
    }

    /// <summary>Decodes a still picture, rows from top to bottom without gaps.</summary>
    /// <param name="file">A whole WebP file with one picture.</param>
    /// <param name="destination">Width · height · channels bytes.</param>
    /// <param name="width">Width that the file declares.</param>
    /// <param name="channels">3 for red, green, blue; 4 for these and straight alpha.</param>
    /// <returns>Whether the file is sound; otherwise the destination holds nothing of use.</returns>
    /// <exception cref="NativeException">The library is missing.</exception>
    public static bool TryDecode(ReadOnlySpan<byte> file, Span<byte> destination, int width, int channels)
    {
        var library = _loaded.Value.Library ?? throw new NativeException(
            $"libwebp is not available ({Reason}). On Debian or Ubuntu install libwebp7.");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (channels is not (3 or 4)) throw new ArgumentOutOfRangeException(nameof(channels), channels, "3 or 4");

        fixed (byte* from = file, to = destination)
        {
            var decode = channels == 3 ? library.DecodeRgb : library.DecodeRgba;
            return decode(from, (nuint)file.Length, to, (nuint)destination.Length, checked(width * channels)) != null;
        }
    }
}
