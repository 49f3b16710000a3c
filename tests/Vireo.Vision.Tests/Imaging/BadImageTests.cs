using System.Diagnostics;
using System.Text.RegularExpressions;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests.Imaging;

public sealed partial class BadImageTests
{
    private static readonly ImageFormat[] _read = [ImageFormat.Png, ImageFormat.Bmp, ImageFormat.Jpeg];

    [SkippableFact]
    public void Every_odd_damaged_or_hostile_file_gets_the_result_that_is_promised()
    {
        var folder = RealData.Folder("badimages");
        var sizes = ReferenceSizes(folder);
        var problems = new List<string>();
        foreach (var line in File.ReadLines(Path.Combine(folder, "expect.tsv")).Skip(1))
        {
            var (file, should) = (line.Split('\t')[0], line.Split('\t')[1]);
            if (Problem(Path.Combine(folder, file), should, sizes.GetValueOrDefault(file)) is { } problem)
                problems.Add($"{file} ({should}): {problem}");
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [SkippableFact]
    public void The_same_file_gives_the_same_outcome_each_time()
    {
        var folder = RealData.Folder("badimages");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "corrupt")))
            Assert.Equal(Outcome(file), Outcome(file));
    }

    private static string Outcome(string file)
    {
        try
        {
            return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(ImageFile.Decode(file).Pixels));
        }
        catch (VireoException e)
        {
            return e.Message;
        }
    }

    private static string? Problem(string path, string should, ImageSize? size)
    {
        var format = ImageFile.Identify(File.ReadAllBytes(path));
        if (format == ImageFormat.Jpeg && !JpegCodec.IsAvailable)
            return null;

        var watch = Stopwatch.StartNew();
        try
        {
            var image = ImageFile.Decode(path);
            if (should == "error")
                return $"decoded to {image.Size}";
            if (should == "decode" && size is { } expected && image.Size != expected
                && image.Size != new ImageSize(expected.Height, expected.Width))
                return $"decoded to {image.Size} instead of {expected}";
            if (ImageFile.ReadSize(path) != image.Size)
                return $"its size was read as {ImageFile.ReadSize(path)} but it decodes to {image.Size}";
        }
        catch (BadDataException e)
        {
            var isRead = _read.Contains(format);
            if (should == "decode" && isRead)
                return e.Message;
            if (!isRead && format != ImageFormat.Unknown && e.Code != "VIR1102")
                return $"not called unsupported: {e.Message}";
            if (!e.Message.Contains(Path.GetFileName(path), StringComparison.Ordinal))
                return $"the message does not name it: {e.Message}";
        }
#pragma warning disable CA1031 // Any other exception is what this test looks for.
        catch (Exception e)
        {
            return e.ToString();
        }
#pragma warning restore CA1031

        return should == "bounded" && watch.Elapsed.TotalSeconds > 1 ? $"took {watch.Elapsed}" : null;
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
