using System.Diagnostics;
using System.Globalization;
using Vireo.Native;
using Vireo.Training.Classification;
using Vireo.Vision.Augment;
using Vireo.Vision.Imaging;

namespace Vireo.Bench;

/// <summary>Times what a loader does with JPEG files, on one thread: <c>load</c> decodes, crops, mirrors, jitters and
/// normalises as <c>bench/peers/torch_load.py</c> and <c>opencv_load.py</c> do, <c>decode</c> only decodes.</summary>
internal static class LoadBenchmark
{
    private const int Most = 64, Side = 224;
    private static readonly (int Width, int Height) Large = (4000, 3000);

    /// <summary><c>load FOLDER</c>.</summary>
    public static int Load(string[] args)
    {
        var transforms = new ClassificationTransforms
        {
            Size = Side, CropArea = new(0.08f, 1), Brightness = 0.4f, Contrast = 0.4f, Saturation = 0.4f, Hue = 0.1f,
        };
        var read = ClassificationData.TrainReader(transforms);
        var result = new float[Side * Side * 3];
        var rng = new Rng(1);
        return Run(args, file => read(file, new(0, Side, rng), result));
    }

    /// <summary><c>decode FOLDER</c>.</summary>
    public static int Decode(string[] args) => Run(args, file => ImageFile.Read(file));

    /// <summary><c>enlarge FOLDER OUTPUT</c>: what a camera of 12 megapixels might have made of the photographs, its
    /// noise included: without it the files would be far too small for their size.</summary>
    public static int Enlarge(string[] args)
    {
        const int Count = 8, Quality = 90, Noise = 12;
        var rng = new Rng(1);
        Directory.CreateDirectory(args[1]);
        foreach (var (number, file) in Files(args[0]).Take(Count).Index())
        {
            var image = ImageFile.Read(file).ToImage().Resize(Large.Width, Large.Height, Interpolation.Bicubic);
            var pixels = image.Pixels.ToArray();
            foreach (ref var value in pixels.AsSpan())
                value = (byte)Math.Clamp(value + rng.Below(Noise) - Noise / 2, 0, 255);

            var bytes = ImageFile.EncodeJpeg(new Image(image.Width, image.Height, 3, pixels), Quality);
            File.WriteAllBytes(Path.Combine(args[1], $"{number}.jpg"), bytes);
        }

        return 0;
    }

    private static int Run(string[] args, Action<string> read)
    {
        string[] files = [.. Files(args[0]).Take(Most)];
        if (files.Length == 0)
        {
            Console.Error.WriteLine($"There is no .jpg below {args[0]}.");
            return 1;
        }

        var times = new List<double>();
        for (var pass = 0; pass <= Report.Number(args, "--steps", 5); pass++)
        {
            var start = Stopwatch.GetTimestamp();
            foreach (var file in files) read(file);
            // The first one reads from disk and compiles.
            if (pass > 0) times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        var rate = files.Length / Comparison.Side.MedianOf(times);
        var version = $"Vireo {VireoVersion.Text}, {(TurboJpeg.IsAvailable ? "libjpeg-turbo" : "managed decoder")}";
        Console.WriteLine(args.Contains("--json")
            ? string.Create(CultureInfo.InvariantCulture, $$"""
                {"images_per_second":{{rate:f2}},"images":{{files.Length}},"version":"{{version}}"}
                """)
            : $"{rate:f1} images/s on one thread, {files.Length} images, {version}");
        return 0;
    }

    private static IEnumerable<string> Files(string folder) => Directory
        .EnumerateFiles(folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
}
