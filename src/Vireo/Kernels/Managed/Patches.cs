namespace Vireo.Kernels.Managed;

/// <summary>An image as the matrix a convolution multiplies with: one row per output pixel, one column per
/// <c>(kh, kw, c)</c>, of one group of channels. It is never stored whole; ranges of its rows are copied out when they
/// are packed.</summary>
internal abstract class Patches<T>
    where T : unmanaged
{
    /// <summary>Copies columns <paramref name="k"/> … of the row of an output pixel; what lies outside is
    /// zero.</summary>
    public abstract void Copy(ReadOnlySpan<T> image, int pixel, int k, Span<T> target);
}
