using System.Buffers.Binary;
using System.Security.Cryptography;
using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Lint;

/// <summary>Reads a file once and measures all that checks want to know of it.</summary>
internal static class ImageMeasure
{
    private const int SmallSide = 256;
    private const int LargePixels = 16_000_000;

    // One large picture at a time: the memory of a lint does not grow with the number of threads.
    private static readonly Lock Large = new();

    /// <summary>Measures the picture of an item; one that cannot be used has a problem.</summary>
    public static ImageFacts Of(LintSet set, LintItem item)
    {
        switch (item.Image)
        {
            case ArchiveReference part:
                try
                {
                    return Of(part.Read(set.Root), item.Path, hashed: true);
                }
                catch (BadDataException gone)
                {
                    return Problem(ImageRules.Unreadable, gone.Reason, 0);
                }

            case PixelReference:
                return OfPixels(item.Decode(set.Root));
            default:
                return Of(set.FullPath(item.Path));
        }
    }

    /// <summary>Measures a file; one that cannot be used has a problem.</summary>
    /// <param name="path">The file.</param>
    /// <param name="hashed">Whether near copies will be sought.</param>
    public static ImageFacts Of(string path, bool hashed = true)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length > 1L << 30)
                return Problem(ImageRules.TooLarge, $"it has {length >> 20} MB", length);
            return Of(File.ReadAllBytes(path), path, hashed);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Problem(ImageRules.Unreadable, failure.Message, 0);
        }
    }

    private static ImageFacts Of(byte[] file, string path, bool hashed)
    {
        var format = ImageFile.Identify(file);
        if (file.Length == 0) return Problem(ImageRules.Empty, "it has no bytes", 0);
        var facts = new ImageFacts
        {
            FileBytes = file.Length, Format = format, Bytes = Half(SHA256.HashData(file)),
        };
        try
        {
            var info = ImageFile.ReadInfo(file, name: path);
            (facts.Channels, facts.Depth, facts.Orientation) = (info.Channels, info.Depth, info.Orientation);
            Decode(file, path, facts, (long)info.Size.Width * info.Size.Height > LargePixels, hashed);
        }
        catch (BadDataException bad)
        {
            (facts.Problem, facts.Reason) = (RuleOf(bad.Code).Code, Short(bad.Reason, path));
        }

        return facts;
    }

    // Of so small pictures many are alike by chance: near copies are not sought.
    private static ImageFacts OfPixels(Image image)
    {
        var pixels = HashOf(image);
        var facts = new ImageFacts { Size = image.Size, Channels = image.Channels, Pixels = pixels, Bytes = pixels };
        Measure(Small(image), facts, hashed: false);
        return facts;
    }

    private static void Decode(byte[] file, string path, ImageFacts facts, bool large, bool hashed)
    {
        if (large) Large.Enter();
        try
        {
            var decoded = ImageFile.Read(file, name: path);
            if (decoded.Warnings.Count > 0) facts.Warnings = decoded.Warnings;
            var image = decoded.ToImage();
            facts.Size = image.Size;
            facts.Pixels = HashOf(image);
            Measure(Small(image), facts, hashed);
        }
        finally
        {
            if (large) Large.Exit();
        }
    }

    private static void Measure(Image small, ImageFacts facts, bool hashed)
    {
        var grey = small.WithChannels(1);
        var pixels = grey.Pixels;
        long sum = 0, squares = 0;
        int black = 0, white = 0;
        foreach (var value in pixels)
        {
            sum += value;
            squares += value * value;
            if (value < 6) black++;
            if (value > 249) white++;
        }

        var mean = (double)sum / pixels.Length;
        var variance = Math.Max(0, (double)squares / pixels.Length - mean * mean);
        facts.Brightness = (float)(mean / 255);
        facts.Contrast = (float)(Math.Sqrt(variance) / 255);
        facts.BlackShare = (float)black / pixels.Length;
        facts.WhiteShare = (float)white / pixels.Length;
        facts.Sharpness = variance > 0 ? (float)(Laplacian(grey) / variance / 20) : 0;
        facts.Descriptor = small.Resize(
            ImageFacts.DescriptorSide, ImageFacts.DescriptorSide, Interpolation.Area).Pixels.ToArray();
        if (!hashed) return;
        facts.Hashes = PerceptualHash.Of(Floats(grey.Resize(
            PerceptualHash.Side, PerceptualHash.Side, Interpolation.Area)));
    }

    // Variance of the four-neighbour Laplacian; white noise of variance 1 has 20.
    private static double Laplacian(Image grey)
    {
        if (grey.Width < 3 || grey.Height < 3) return 0;
        double sum = 0, squares = 0;
        for (var y = 1; y < grey.Height - 1; y++)
        {
            ReadOnlySpan<byte> above = grey.Row(y - 1), row = grey.Row(y), below = grey.Row(y + 1);
            int line = 0;
            long lineSquares = 0;
            for (var x = 1; x < row.Length - 1; x++)
            {
                var value = above[x] + below[x] + row[x - 1] + row[x + 1] - 4 * row[x];
                line += value;
                lineSquares += value * value;
            }

            (sum, squares) = (sum + line, squares + lineSquares);
        }

        var count = (double)(grey.Width - 2) * (grey.Height - 2);
        return Math.Max(0, squares / count - sum / count * (sum / count));
    }

    private static Image Small(Image image)
    {
        var longer = Math.Max(image.Width, image.Height);
        return longer <= SmallSide ? image : image.Resize(
            Math.Max(1, image.Width * SmallSide / longer), Math.Max(1, image.Height * SmallSide / longer),
            Interpolation.Area);
    }

    private static float[] Floats(Image grey)
    {
        var result = new float[grey.Pixels.Length];
        for (var i = 0; i < result.Length; i++) result[i] = grey.Pixels[i];
        return result;
    }

    private static UInt128 HashOf(Image image)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> size = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(size, image.Width);
        BinaryPrimitives.WriteInt32LittleEndian(size[4..], image.Height);
        hash.AppendData(size);
        hash.AppendData(image.Pixels);
        return Half(hash.GetHashAndReset());
    }

    private static UInt128 Half(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadUInt128LittleEndian(hash);

    // By number: the codes belong to the decoders.
    private static LintRule RuleOf(string code) => code[3..] switch
    {
        "1102" => ImageRules.Unsupported,
        "1103" => ImageRules.TooLarge,
        "1104" => ImageRules.NoImage,
        "1107" => ImageRules.Truncated,
        _ => ImageRules.Unreadable,
    };

    // The finding names the file already, and says what to do.
    public static string Short(string reason, string path)
    {
        var text = reason.StartsWith(path + ": ", StringComparison.Ordinal) ? reason[(path.Length + 2)..] : reason;
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        return end > 0 ? text[..end] : text.TrimEnd('.');
    }

    private static ImageFacts Problem(LintRule rule, string reason, long bytes) =>
        new() { Problem = rule.Code, Reason = reason, FileBytes = bytes };
}
