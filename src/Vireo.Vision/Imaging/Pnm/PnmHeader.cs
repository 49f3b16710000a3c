namespace Vireo.Vision.Imaging.Pnm;

/// <summary>The header of a PNM or PFM file, checked.</summary>
/// <param name="Kind">The letter behind P.</param>
/// <param name="Size">Width and height.</param>
/// <param name="Largest">Value of full light; 1 for PBM and PFM.</param>
/// <param name="LittleEndian">Byte order of PFM.</param>
/// <param name="Start">First byte of the pixels.</param>
internal readonly record struct PnmHeader(char Kind, ImageSize Size, int Largest, bool LittleEndian, int Start)
{
    public int Channels => Kind is '3' or '6' or 'F' ? 3 : 1;

    public PixelDepth Depth =>
        Kind is 'f' or 'F' ? PixelDepth.F32 : Largest > 255 ? PixelDepth.U16 : PixelDepth.U8;

    public static PnmHeader Parse(ImageBytes image)
    {
        var kind = (char)image.Data[1];
        if (kind == '7')
            throw image.Unsupported("unsupported PNM flavour PAM");

        var text = new PnmText(image, 2);
        var size = image.CheckedSize(text.Number(), text.Number());
        var (largest, little) = (1, false);
        if (kind is 'f' or 'F')
            little = text.Scale() < 0;
        else if (kind is not ('1' or '4'))
            largest = text.Number();
        if (largest is < 1 or > 65535)
            throw image.Damaged($"its largest value is {largest}, not 1 to 65535");

        // One space ends the header; text may have more.
        return new(kind, size, largest, little, text.Position + (kind < '4' && kind != 'F' ? 0 : 1));
    }
}
