using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests.Imaging;

public sealed partial class BadImageTests
{
    private const long MaxBytesOfAFile = 300_000_000;

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_odd_damaged_or_hostile_file_gets_the_result_that_is_promised(bool native)
    {
        var folder = RealData.Folder("badimages");
        var options = new ImageReadOptions { UseNative = native };
        var sizes = ReferenceSizes(folder);
        var problems = new List<string>();
        var files = 0;
        var watch = Stopwatch.StartNew();
        foreach (var (file, should) in Expectations(folder))
        {
            files++;
            if (Problem(Path.Combine(folder, file), should, sizes.GetValueOrDefault(file), options) is { } problem)
                problems.Add($"{file} ({should}): {problem}");
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.Equal(161, files);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
    }

    [SkippableFact]
    public void A_file_has_the_same_outcome_each_time_with_and_without_native_libraries()
    {
        var folder = RealData.Folder("badimages");
        foreach (var (file, _) in Expectations(folder))
        {
            var path = Path.Combine(folder, file);
            var outcome = Outcome(path, native: true);
            Assert.Equal(outcome, Outcome(path, native: false));
            Assert.Equal(outcome, Outcome(path, native: true));
        }
    }

    [SkippableTheory]
    [InlineData("unusual/junk_jpeg_header.jpg", "VIR1111")]
    [InlineData("exif/invalid-exif.jpg", "VIR1112")]
    [InlineData("exif/multiple_exif.jpg", "VIR1112")]
    [InlineData("unusual/ball.png", "VIR1113")]
    [InlineData("unusual/multipage.tiff", "VIR1113")]
    [InlineData("unusual/frame_size.mpo", "VIR1113")]
    [InlineData("misnamed/png_named.jpg", "VIR1116")]
    [InlineData("unusual/Channel_digital_image_CMYK_color_no_profile.jpg", "VIR1117")]
    public void What_is_odd_about_a_good_file_is_told(string file, string code)
    {
        var image = ImageFile.Read(Path.Combine(RealData.Folder("badimages"), file));

        Assert.Contains(code, image.Warnings.Select(warning => warning.Code));
    }

    private static IEnumerable<(string File, string Should)> Expectations(string folder) =>
        File.ReadLines(Path.Combine(folder, "expect.tsv")).Skip(1)
            .Select(line => line.Split('\t')).Select(cells => (cells[0], cells[1]));

    private static string Outcome(string file, bool native)
    {
        try
        {
            var image = ImageFile.Read(file, new() { UseNative = native });
            var hash = Convert.ToHexString(SHA256.HashData(image.ToImage(4).Pixels));
            return $"{image.Size} {image.Depth} {hash} {string.Join(' ', image.Warnings)}";
        }
        catch (BadDataException e)
        {
            return e.Message;
        }
    }

    private static string? Problem(string path, string should, ImageSize? size, ImageReadOptions options)
    {
        var watch = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var image = ImageFile.Read(path, options);
            if (should == "error")
                return $"decoded to {image.Size}";
            if (should == "decode" && size is { } expected && image.Size != expected
                && image.Size != new ImageSize(expected.Height, expected.Width))
                return $"decoded to {image.Size} instead of {expected}";
            var info = ImageFile.ReadInfo(path, options);
            if (info.Size != image.Size || info.Depth != image.Depth || info.Format != image.Format)
                return $"its headers were read as {info} but it decodes to {image.Size} {image.Depth}";
        }
        catch (BadDataException e)
        {
            if (should == "decode" || (should == "optional" && e.Code != "VIR1102"))
                return e.Message;
            if (!e.Message.Contains(Path.GetFileName(path), StringComparison.Ordinal))
                return $"the message does not name it: {e.Message}";
        }
#pragma warning disable CA1031 // Any other exception is what this test looks for.
        catch (Exception e)
        {
            return e.ToString();
        }
#pragma warning restore CA1031

        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        return taken > MaxBytesOfAFile ? $"took {taken} bytes"
            : should == "bounded" && watch.Elapsed.TotalSeconds > 1 ? $"took {watch.Elapsed}" : null;
    }

    /// <summary>The stored size of each file, from the table of the data's description.</summary>
    private static Dictionary<string, ImageSize?> ReferenceSizes(string folder)
    {
        var sizes = new Dictionary<string, ImageSize?>();
        var section = "";
        foreach (var line in File.ReadLines(Path.Combine(folder, "README.md")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
                section = line[3..].Trim();
            if (TableRow().Match(line) is { Success: true } row)
                sizes[$"{section}/{row.Groups["file"].Value}"] =
                    new(int.Parse(row.Groups["width"].Value), int.Parse(row.Groups["height"].Value));
        }

        return sizes;
    }

    [GeneratedRegex(@"^\| (?<file>\S+) \|.*\| \w+ (?<width>\d+)x(?<height>\d+) ")]
    private static partial Regex TableRow();
}
