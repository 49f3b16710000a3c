using Vireo.Testing;
using Vireo.Vision.Augment;
using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Caching;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests.Datasets;

public sealed class ViewReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _photo;

    public ViewReaderTests() => _photo = _folder.Add("photo.jpg", ImageFile.EncodeJpeg(Smooth(1024, 768)));

    public void Dispose() => _folder.Dispose();

    // The picture is 1024x768; a square crop of all that fits is 768.
    [Theory]
    [InlineData(96, 1, 8)] // 768 / 8.
    [InlineData(97, 1, 4)]
    [InlineData(192, 1, 4)]
    [InlineData(193, 1, 2)]
    [InlineData(384, 1, 2)]
    [InlineData(385, 1, 1)]
    [InlineData(1000, 1, 1)]
    [InlineData(64, 0.3333, 8)] // A third of the area: a square of 512.
    [InlineData(65, 0.3333, 4)]
    public void A_JPEG_is_decoded_at_the_cheapest_scale_that_suffices_for_its_crop(int side, float area, int denominator)
    {
        var cache = new SampleCache(_folder["cache"], 1 << 26, _ => { });
        var transforms = new ClassificationTransforms
        {
            Size = side, CropArea = new(area, area), CropAspect = new(1, 1), Flip = 0,
        };
        new ViewReader(transforms, cache).Read(_photo, new Rng(1));

        var entry = Assert.Single(Directory.GetFiles(_folder["cache"], "*", SearchOption.AllDirectories));
        Assert.Equal(52 + 1024 / denominator * (768 / denominator) * 3, new FileInfo(entry).Length);
    }

    [Fact]
    public void Views_are_the_same_with_a_cache_and_nearly_those_of_the_whole_picture()
    {
        var transforms = new ClassificationTransforms { Size = 80, CropArea = new(0.08f, 1), Hue = 0.1f };
        var cache = new SampleCache(_folder["cache"], 1 << 26, _ => { });
        var (plain, cached) = (new ViewReader(transforms), new ViewReader(transforms, cache));
        var judged = transforms.EvalPipeline();
        for (var seed = 0UL; seed < 40; seed++)
        {
            var view = plain.Read(_photo, new(seed));
            Assert.True(view.Pixels.SequenceEqual(cached.Read(_photo, new(seed)).Pixels));
            Near(transforms.Train(ImageFile.Read(_photo).ToImage(), new(seed)), view);
        }

        Assert.Equal(40, cache.Made + cache.Hits);
        Assert.InRange(cache.Made, 2, 4); // One for each scale that was wanted.
        Assert.True(judged.Read(_photo).Pixels.SequenceEqual(judged.Read(_photo, cache).Pixels));
        Near(transforms.Eval(ImageFile.Read(_photo).ToImage()), judged.Read(_photo));
    }

    [Fact]
    public void Other_formats_and_small_pictures_give_the_bits_of_the_transforms()
    {
        var png = _folder.Add("photo.png", ImageFile.EncodePng(Smooth(300, 200)));
        var small = _folder.Add("small.jpg", ImageFile.EncodeJpeg(Smooth(70, 60)));
        var transforms = new ClassificationTransforms { Size = 48, Saturation = 0.4f };
        foreach (var file in new[] { png, small })
        {
            Assert.True(new ViewReader(transforms).Read(file, new(3)).Pixels.SequenceEqual(
                transforms.Train(ImageFile.Read(file).ToImage(), new(3)).Pixels));
            Assert.True(new ViewReader(transforms).Read(file, new(3), side: 32).Pixels.SequenceEqual(
                (transforms with { Size = 32 }).Train(ImageFile.Read(file).ToImage(), new(3)).Pixels));
        }
    }

    [Fact]
    public void A_pipeline_that_begins_with_no_crop_sees_the_whole_picture()
    {
        var transforms = new ClassificationTransforms
        {
            Size = 32, Pipeline = new Sequence { Steps = [new GaussianBlur { Sigma = new(2, 2) }, new VerticalFlip()] },
        };
        Assert.True(new ViewReader(transforms).Read(_photo, new(3)).Pixels.SequenceEqual(
            transforms.Train(ImageFile.Read(_photo).ToImage(), new(3)).Pixels));
        var crop = transforms with
        {
            Pipeline = new Sequence { Steps = [new RandomResizedCrop { Size = new(32, 32) }, new VerticalFlip()] },
        };
        Near(crop.Train(ImageFile.Read(_photo).ToImage(), new(3)), new ViewReader(crop).Read(_photo, new(3)));
    }

    private static void Near(Image expected, Image found)
    {
        Assert.Equal(expected.Size, found.Size);
        var mean = expected.Pixels.ToArray().Zip(found.Pixels.ToArray(), (a, b) => Math.Abs(a - b)).Average();
        Assert.InRange(mean, 0, 3);
    }

    private static Image Smooth(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y) = (i / 3 % width, i / 3 / width);
            pixels[i] = (byte)(128 + 100 * Math.Sin(x * 6.0 / width + i % 3) * Math.Cos(y * 9.0 / height));
        }

        return new(width, height, 3, pixels);
    }
}
