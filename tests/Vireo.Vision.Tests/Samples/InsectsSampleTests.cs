using System.Text.Json;
using Vireo.Vision.Imaging;
using Vireo.Vision.Samples;

namespace Vireo.Vision.Tests.Samples;

public sealed class InsectsSampleTests : IDisposable
{
    private static readonly InsectsOptions _small = new()
    {
        ImageSize = 64, TrainIndividuals = 3, TrainViews = 2, ValIndividuals = 1, ValViews = 2,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("vireo-insects-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        InsectsSample.Create(At("a"), _small);
        InsectsSample.Create(At("b"), _small);
        InsectsSample.Create(At("c"), _small with { Seed = 2 });

        Assert.Equal(Contents(At("a")), Contents(At("b")));
        Assert.NotEqual(Contents(At("a")), Contents(At("c")));
    }

    [Fact]
    public void Lists_masks_boxes_and_key_points_fit_the_pictures()
    {
        Assert.Equal(5 * (3 * 2 + 2), InsectsSample.Create(At("set"), _small));
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(At("set"), "annotations.json")));
        var images = document.RootElement.GetProperty("images").EnumerateArray().ToArray();
        var annotations = document.RootElement.GetProperty("annotations").EnumerateArray().ToArray();

        Assert.Equal(InsectsSample.Classes, File.ReadAllLines(Path.Combine(At("set"), "classes.txt")));
        Assert.Equal(30, File.ReadAllLines(Path.Combine(At("set"), "train_list.txt")).Length);
        Assert.Equal(10, File.ReadAllLines(Path.Combine(At("set"), "val_list.txt")).Length);
        for (var i = 0; i < images.Length; i++)
        {
            var file = images[i].GetProperty("file_name").GetString()!;
            var mask = ImageFile.Read(Path.Combine(At("set"), "masks", file)).ToImage(1);
            Assert.Equal(new ImageSize(64, 64), ImageFile.Read(Path.Combine(At("set"), file)).Size);
            Assert.All(mask.Pixels.ToArray(), value => Assert.True(value is 0 or 255));
            Assert.Equal(annotations[i].GetProperty("area").GetInt32(), mask.Pixels.Count((byte)255));

            var box = annotations[i].GetProperty("bbox").EnumerateArray().Select(value => value.GetInt32()).ToArray();
            var points = annotations[i].GetProperty("keypoints").EnumerateArray().Select(v => v.GetSingle()).ToArray();
            Assert.Equal(mask.Pixels.Count((byte)255),
                mask.Crop(new(box[0], box[1], box[2], box[3])).Pixels.Count((byte)255));
            for (var k = 0; k < 9; k += 3)
            {
                Assert.InRange(points[k], box[0] - 1, box[0] + box[2] + 1);
                Assert.InRange(points[k + 1], box[1] - 1, box[1] + box[3] + 1);
            }
        }
    }

    [Fact]
    public void Individuals_of_training_and_validation_are_different_ones()
    {
        InsectsSample.Create(At("set"), _small);
        var rows = File.ReadAllLines(Path.Combine(At("set"), "identities.csv")).Skip(1)
            .Select(row => row.Split(',')).ToArray();
        var (train, val) = (Shown("train/"), Shown("val/"));

        Assert.Equal((15, 5), (train.Count, val.Count));
        Assert.Empty(train.Intersect(val));

        HashSet<string> Shown(string part) =>
            [.. rows.Where(row => row[0].StartsWith(part, StringComparison.Ordinal)).Select(row => row[2])];
    }

    [Fact]
    public void A_folder_with_content_is_kept_unless_it_may_be_replaced()
    {
        Directory.CreateDirectory(At("set"));
        File.WriteAllText(Path.Combine(At("set"), "mine.txt"), "precious");

        Assert.Equal("VIR3112", Assert.Throws<UsageException>(() => InsectsSample.Create(At("set"), _small)).Code);
        Assert.Equal("precious", File.ReadAllText(Path.Combine(At("set"), "mine.txt")));

        InsectsSample.Create(At("set"), _small with { Overwrite = true });
        Assert.False(File.Exists(Path.Combine(At("set"), "mine.txt")));
        Assert.Equal(["set"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public void An_empty_folder_is_filled() =>
        Assert.Equal(40, InsectsSample.Create(Directory.CreateDirectory(At("set")).FullName, _small));

    [Fact]
    public void A_place_that_cannot_be_written_is_an_error_and_nothing_is_left()
    {
        File.WriteAllText(At("file"), "");

        Assert.Equal("VIR3113",
            Assert.Throws<VireoException>(() => InsectsSample.Create(Path.Combine(At("file"), "set"), _small)).Code);
        Assert.Equal(["file"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    private string At(string name) => Path.Combine(_folder, name);

    private static string[] Contents(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => Path.GetRelativePath(folder, file) + " "
                + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))))];
}
