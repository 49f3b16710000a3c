using System.Buffers.Binary;
using System.Diagnostics;
using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Png;
using Xunit.Abstractions;

namespace Vireo.Vision.Tests.Imaging;

/// <summary>Damaged files of every kind: each ends in a picture or in the documented error, soon and in little
/// memory.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    /// <summary>A part of the whole, which <c>VIREO_FUZZ=20000</c> runs.</summary>
    private const int Files = 2000;
    private const long MaxBytes = 64_000_000;

    [SkippableFact]
    public void Files_of_every_format_that_were_changed_at_random_are_read_or_refused()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("VIREO_FUZZ"), out var wanted) ? wanted : Files;
        var seeds = Seeds();
        var rng = new Rng(20_260_101);
        var options = new ImageReadOptions { MaxPixels = 4_000_000, MaxBytes = 16_000_000 };
        Worst slowest = new(), largest = new();
        var read = 0;
        for (var i = 0; i < count; i++)
        {
            var file = Mutated(seeds[i % seeds.Count], seeds[rng.Below(seeds.Count)], rng);
            if (i % 2 == 0 && ImageFile.Identify(file) == ImageFormat.Png)
                CorrectChecksums(file);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            var error = Record.Exception(() => ImageFile.Read(file, options with { UseNative = i % 4 == 0 }, "fuzz"));
            var (seconds, bytes) = (watch.Elapsed.TotalSeconds, GC.GetAllocatedBytesForCurrentThread() - before);

            Assert.True(error is null or BadDataException, $"file {i}, {ImageFile.Identify(file)}: {error}");
            if (seconds >= 1)
            {
                // A busy machine may have stopped for a while: only what takes long twice is slow.
                watch.Restart();
                Record.Exception(() => ImageFile.Read(file, options, "fuzz"));
                seconds = watch.Elapsed.TotalSeconds;
            }

            if (error is null) read++;
            slowest.See(seconds, $"file {i}, {ImageFile.Identify(file)}");
            largest.See(bytes, $"file {i}, {ImageFile.Identify(file)}");
            Assert.True(seconds < 1, $"file {i}, {ImageFile.Identify(file)}: {seconds} s");
            Assert.True(bytes < MaxBytes, $"file {i}, {ImageFile.Identify(file)}: {bytes} bytes");
        }

        output.WriteLine($"{count} images, {read} read, the others refused; slowest {slowest}s; largest {largest} bytes");
    }

    /// <summary>All the small files of the tests, and the odd ones where they are at hand.</summary>
    private static List<byte[]> Seeds()
    {
        List<byte[]> seeds = [.. FormatTests.Files];
        for (var colour = 0; colour < 7; colour++)
            if (colour is not (1 or 5))
                seeds.Add(TestPng.Make(13, 11, colour, 8, interlaced: true));
        var odd = Path.Combine(RealData.Root, "badimages");
        if (Directory.Exists(odd))
            seeds.AddRange(Directory.EnumerateFiles(odd, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal).Where(file => new FileInfo(file).Length is > 0 and < 20_000)
                .Select(File.ReadAllBytes));

        return seeds;
    }

    /// <summary>Otherwise no damage would get past the checksums.</summary>
    private static void CorrectChecksums(byte[] file)
    {
        for (long at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan((int)at));
            if (length > file.Length - at - 12)
                return;
            BinaryPrimitives.WriteUInt32BigEndian(
                file.AsSpan((int)(at + 8 + length)), Crc32.Of(file.AsSpan((int)at + 4, (int)length + 4)));
            at += length + 12;
        }
    }

    private static byte[] Mutated(byte[] seed, byte[] other, Rng rng)
    {
        var file = (byte[])seed.Clone();
        switch (rng.Below(6))
        {
            case 0:
                return file[..rng.Below(file.Length)];
            case 1:
                var from = rng.Below(other.Length);
                var piece = other.AsSpan(from, Math.Min(other.Length - from, 1 + rng.Below(64)));
                var at = rng.Below(file.Length);
                return [.. file.AsSpan(0, at), .. piece, .. file.AsSpan(at)];
            case 2:
                var start = rng.Below(file.Length);
                return [.. file.AsSpan(0, start), .. file.AsSpan(Math.Min(file.Length, start + 1 + rng.Below(32)))];
            case 3:
                for (var i = 1 + rng.Below(3); i > 0; i--)
                    file[rng.Below(Math.Min(file.Length, 64))] = (byte)rng.NextUInt();
                return file;
            case 4:
                var extreme = (byte)(rng.Below(2) * 255);
                file.AsSpan(rng.Below(file.Length)).Slice(0, 1)[0] = extreme;
                for (var i = rng.Below(file.Length); i < file.Length && rng.Below(4) > 0; i++)
                    file[i] = extreme;
                return file;
            default:
                for (var i = 1 + rng.Below(10); i > 0; i--)
                    file[rng.Below(file.Length)] ^= (byte)(1 << rng.Below(8));
                return file;
        }
    }
}
