using System.Buffers.Text;

namespace Vireo.Vision.Imaging.Pnm;

/// <summary>Reads numbers between spaces and comments.</summary>
internal sealed class PnmText(ImageBytes image, int position)
{
    private const int LongestNumber = 9;

    public int Position { get; private set; } = position;

    /// <summary>A whole number; a sign is refused.</summary>
    public int Number()
    {
        SkipSpace();
        var (value, start) = (0, Position);
        while (Position < image.Data.Length && image.Data[Position] is >= (byte)'0' and <= (byte)'9')
        {
            value = value * 10 + image.Data[Position++] - '0';
            if (Position - start > LongestNumber)
                throw image.DamagedAt(start, "a number is too long");
        }

        return Position > start ? value : throw Ended("number");
    }

    /// <summary>A single digit, 0 or 1.</summary>
    public int Digit()
    {
        SkipSpace();
        return Position < image.Data.Length && image.Data[Position] is (byte)'0' or (byte)'1'
            ? image.Data[Position++] - '0' : throw Ended("digit 0 or 1");
    }

    /// <summary>The scale of PFM, whose sign is the byte order.</summary>
    public double Scale()
    {
        SkipSpace();
        if (!Utf8Parser.TryParse(image.Data.AsSpan(Position), out double value, out var length) || value == 0)
            throw Ended("scale");
        Position += length;
        return value;
    }

    private void SkipSpace()
    {
        for (; Position < image.Data.Length; Position++)
        {
            if (image.Data[Position] == '#')
            {
                var end = image.Data.AsSpan(Position).IndexOfAny((byte)10, (byte)13);
                Position = end < 0 ? image.Data.Length - 1 : Position + end;
            }
            else if (image.Data[Position] is not (32 or (>= 9 and <= 13)))
                return;
        }
    }

    private BadDataException Ended(string wanted) =>
        image.DamagedAt(Position, $"a {wanted} is missing");
}
