namespace Vireo.Vision.Imaging.WebP;

/// <summary>Luminance and two colour planes of half the size, in whole macroblocks.</summary>
internal sealed class Vp8Planes
{
    public Vp8Planes(ImageBytes image, ImageSize size)
    {
        (Columns, Rows) = ((size.Width + 15) / 16, (size.Height + 15) / 16);
        Luma = image.NewBytes(256L * Columns * Rows);
        Blue = image.NewBytes(64L * Columns * Rows);
        Red = image.NewBytes(64L * Columns * Rows);
    }

    /// <summary>Macroblocks in a row.</summary>
    public int Columns { get; }

    /// <summary>Rows of macroblocks.</summary>
    public int Rows { get; }

    public byte[] Luma { get; }

    public byte[] Blue { get; }

    public byte[] Red { get; }

    /// <summary>Samples from row to row of luminance.</summary>
    public int Stride => 16 * Columns;
}
