using System.Text;

namespace Vireo.Vision.Imaging.Pnm;

/// <summary>Writes binary PGM and PPM of 8 bits.</summary>
internal static class PnmEncoder
{
    public static byte[] Encode(Image image) =>
        [.. Encoding.ASCII.GetBytes($"P{(image.Channels == 1 ? 5 : 6)}\n{image.Width} {image.Height}\n255\n"),
            .. image.Pixels];
}
