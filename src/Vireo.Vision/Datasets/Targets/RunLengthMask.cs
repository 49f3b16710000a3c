using System.Text;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Targets;

/// <summary>The pixels of an object as COCO's run lengths: down the columns from the left, first a run outside (it may
/// be empty), then one inside, and so on.</summary>
/// <remarks>Immutable. Equal to another when size and runs are.</remarks>
public sealed record RunLengthMask
{
    /// <summary>A mask of more pixels is refused.</summary>
    public const long MostPixels = 1L << 28;

    /// <summary>A mask from its runs.</summary>
    /// <param name="size">Size of the image.</param>
    /// <param name="runs">Lengths of the runs; together <c>width · height</c>.</param>
    /// <exception cref="ArgumentException">The runs do not fill the image, or one is negative, or the image is larger
    /// than <see cref="MostPixels"/>.</exception>
    public RunLengthMask(ImageSize size, ValueList<int> runs)
    {
        CheckSize(size);
        var sum = 0L;
        foreach (var run in runs.Items)
        {
            if (run < 0) throw new ArgumentException($"a run of {run} pixels", nameof(runs));
            sum += run;
        }

        if (sum != (long)size.Width * size.Height)
        {
            throw new ArgumentException(
                $"the runs cover {sum} pixels, the image of {size} has {(long)size.Width * size.Height}", nameof(runs));
        }

        (Size, Runs) = (size, runs);
    }

    /// <summary>Size of the image.</summary>
    public ImageSize Size { get; }

    /// <summary>Lengths of the runs, outside and inside in turn.</summary>
    public ValueList<int> Runs { get; }

    /// <summary>Number of pixels inside.</summary>
    public long Area
    {
        get
        {
            var area = 0L;
            for (var i = 1; i < Runs.Count; i += 2) area += Runs[i];
            return area;
        }
    }

    /// <summary>The smallest box around the pixels inside; nothing when there are none.</summary>
    public Box? Bounds
    {
        get
        {
            var (left, top, right, bottom) = (int.MaxValue, int.MaxValue, -1, -1);
            var at = 0L;
            for (var i = 0; i < Runs.Count; at += Runs[i++])
            {
                if (i % 2 == 0 || Runs[i] == 0) continue;
                var last = at + Runs[i] - 1;
                int first = (int)(at / Size.Height), end = (int)(last / Size.Height);
                (left, right) = (Math.Min(left, first), Math.Max(right, end));
                // A run over the end of a column holds the pixel at the foot of one and at the head of the next.
                top = first == end ? Math.Min(top, (int)(at % Size.Height)) : 0;
                bottom = first == end ? Math.Max(bottom, (int)(last % Size.Height)) : Size.Height - 1;
            }

            return right < 0 ? null : new(left, top, right + 1, bottom + 1);
        }
    }

    /// <summary>Runs of a mask given by rows.</summary>
    /// <param name="mask"><c>[H, W]</c>; inside is what is not zero.</param>
    /// <param name="size">Width and height.</param>
    public static RunLengthMask FromPixels(ReadOnlySpan<byte> mask, ImageSize size)
    {
        CheckSize(size);
        if (mask.Length != (long)size.Width * size.Height)
            throw new ArgumentException($"{mask.Length} values for a mask of {size}", nameof(mask));

        var runs = new List<int>();
        var (inside, run) = (false, 0);
        for (var x = 0; x < size.Width; x++)
        {
            for (var y = 0; y < size.Height; y++)
            {
                if (mask[y * size.Width + x] != 0 != inside)
                {
                    runs.Add(run);
                    (inside, run) = (!inside, 0);
                }

                run++;
            }
        }

        runs.Add(run);
        return new(size, [.. runs]);
    }

    /// <summary>Runs from COCO's compressed text: five bits to a character, differences from the run before the
    /// last.</summary>
    /// <exception cref="ArgumentException">The text is no such code, or does not fill the image.</exception>
    public static RunLengthMask FromText(string text, ImageSize size)
    {
        CheckSize(size);
        var runs = new List<int>();
        for (var at = 0; at < text.Length;)
        {
            var value = 0L;
            for (var shift = 0; ; shift += 5)
            {
                if (at == text.Length || shift > 40) throw new ArgumentException("a run is cut off", nameof(text));
                var bits = text[at++] - 48;
                if (bits is < 0 or > 63) throw new ArgumentException($"character {at} is no run length", nameof(text));
                value |= (long)(bits & 31) << shift;
                if ((bits & 32) != 0) continue;
                if ((bits & 16) != 0) value |= -1L << (shift + 5);
                break;
            }

            if (runs.Count > 2) value += runs[^2];
            if (value is < 0 or > int.MaxValue) throw new ArgumentException($"a run of {value} pixels", nameof(text));
            runs.Add((int)value);
        }

        return new(size, [.. runs]);
    }

    /// <summary>COCO's compressed text; the inverse of <see cref="FromText"/>.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        for (var i = 0; i < Runs.Count; i++)
        {
            long value = i > 2 ? (long)Runs[i] - Runs[i - 2] : Runs[i];
            for (var more = true; more;)
            {
                var bits = (int)(value & 31);
                value >>= 5;
                more = (bits & 16) != 0 ? value != -1 : value != 0;
                text.Append((char)((more ? bits | 32 : bits) + 48));
            }
        }

        return text.ToString();
    }

    /// <summary>The mask by rows, <c>[H, W]</c>: 1 inside, 0 outside.</summary>
    public byte[] ToPixels()
    {
        var mask = new byte[checked(Size.Width * Size.Height)];
        var at = 0;
        for (var i = 0; i < Runs.Count; at += Runs[i++])
        {
            if (i % 2 == 0) continue;
            for (var p = at; p < at + Runs[i]; p++) mask[p % Size.Height * Size.Width + p / Size.Height] = 1;
        }

        return mask;
    }

    private static void CheckSize(ImageSize size)
    {
        if (size.Width < 1 || size.Height < 1 || (long)size.Width * size.Height > MostPixels)
            throw new ArgumentException($"a mask of {size}; at most {MostPixels} pixels can be");
    }
}
