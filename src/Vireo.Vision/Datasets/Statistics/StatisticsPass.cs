using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Statistics;

/// <summary>One look at a data set.</summary>
internal sealed class StatisticsPass(Dataset dataset, StatisticsOptions options, CancellationToken cancellation)
{
    private const double Small = 32 * 32, Large = 96 * 96, Tiny = 8 * 8;
    private const int MostSizes = 8;
    private readonly ParallelOptions _parallel = new()
    {
        MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : Environment.ProcessorCount,
        CancellationToken = cancellation,
    };

    public DatasetStatistics Run()
    {
        var sizes = ReadSizes();
        var known = sizes.OfType<ImageSize>().ToList();
        var boxes = dataset.Samples.Zip(sizes).Where(pair => pair.Second is not null)
            .SelectMany(pair => pair.First.Objects.Select(target => (target.Box, Size: pair.Second ?? default)))
            .Where(pair => pair.Box is { IsEmpty: false }).Select(pair => (Box: pair.Box ?? default, pair.Size))
                .ToList();
        var anchors = boxes.Select(pair => AtInput(pair.Box, pair.Size)).ToList();
        var (advised, reason) = ResolutionAdvice.Of(
            known, [.. boxes.Select(pair => Math.Sqrt(pair.Box.Area) / Math.Max(pair.Size.Width, pair.Size.Height))]);
        return new()
        {
            Classes = dataset.Classes,
            Splits = [.. dataset.Splits.Select(Counts)],
            Width = Distribution.Of(known.Select(size => (double)size.Width)),
            Height = Distribution.Of(known.Select(size => (double)size.Height)),
            Sizes = [.. known.CountBy(size => size).OrderByDescending(pair => pair.Value)
                .ThenBy(pair => pair.Key.Width).ThenBy(pair => pair.Key.Height)
                .Take(MostSizes).Select(pair => (pair.Key, pair.Value))],
            Unreadable = sizes.Length - known.Count,
            Boxes = BoxNumbers(boxes, anchors),
            Anchors = AnchorClusters.Find(anchors, options.Anchors, new Rng(options.Seed, stream: 0x414E43484F52)),
            Channels = Channels(),
            AdvisedSize = advised,
            Advice = reason,
        };
    }

    private ImageSize?[] ReadSizes()
    {
        var sizes = new ImageSize?[dataset.Samples.Count];
        Parallel.For(0, sizes.Length, _parallel, i =>
        {
            try
            {
                sizes[i] = dataset.Samples[i].Image.ReadSize(dataset.Root);
            }
            catch (VireoException)
            {
                sizes[i] = null; // Counted; the linter says what is wrong with which.
            }
        });
        return sizes;
    }

    private SplitCounts Counts(string split)
    {
        var samples = dataset.Samples.Where(sample => sample.Split == split).ToList();
        var counts = new long[dataset.Classes.Count];
        foreach (var (label, count) in dataset.With(samples).Counts().Index()) counts[label] = count;
        foreach (var (label, count) in Pixels(samples).Index())
            if (label < counts.Length) counts[label] += count;

        return new(
            split, samples.Count, samples.Sum(sample => sample.Objects.Count), samples.Count(IsEmpty), counts,
            samples.Select(sample => sample.Identity).OfType<string>().Distinct(StringComparer.Ordinal).Count(),
            samples.Count(sample => sample.Text is not null));
    }

    private static bool IsEmpty(Sample sample) =>
        sample is { Classes.Count: 0, Objects.Count: 0, KeyPoints.Count: 0, Mask: null, Text: null, Identity: null };

    private long[] Pixels(List<Sample> samples)
    {
        var total = new long[256];
        var gate = new Lock();
        Parallel.ForEach(samples.Where(sample => sample.Mask is not null), _parallel, sample =>
        {
            try
            {
                if (sample.Mask is not { } reference) return;
                var mask = MaskImage.Read(Path.Combine(dataset.Root, reference.Path));
                var counts = new long[256];
                foreach (var value in mask.Classes(reference.Coding)) counts[value]++;
                lock (gate)
                    for (var i = 0; i < counts.Length; i++) total[i] += counts[i];
            }
            catch (VireoException)
            {
                return; // As above.
            }
        });
        return total;
    }

    private Anchor AtInput(Box box, ImageSize size)
    {
        var scale = (double)options.InputSize / Math.Max(size.Width, size.Height);
        return new((double)box.Width * scale, (double)box.Height * scale);
    }

    private BoxStatistics? BoxNumbers(List<(Box Box, ImageSize Size)> boxes, List<Anchor> anchors)
    {
        if (boxes.Count == 0) return null;
        double Share(Func<double, bool> counts) => boxes.Count(pair => counts(pair.Box.Area)) / (double)boxes.Count;
        double AtInput(double area) => anchors.Count(a => a.Width * a.Height < area) / (double)anchors.Count;
        Distribution Of(IEnumerable<double> values) => Distribution.Of(values) ?? new(0, 0, 0, 0, 0, 0, 0);
        return new()
        {
            Count = boxes.Count,
            Empty = dataset.Samples.Sum(s => s.Objects.Count(target => target.Box is { IsEmpty: true })),
            Outside = boxes.Count(pair => !pair.Box.IsWithin(pair.Size)),
            Width = Of(boxes.Select(pair => (double)pair.Box.Width)),
            Height = Of(boxes.Select(pair => (double)pair.Box.Height)),
            Ratio = Of(boxes.Select(pair => (double)pair.Box.Width / (double)pair.Box.Height)),
            Share = Of(boxes.Select(pair => pair.Box.Area / ((double)pair.Size.Width * pair.Size.Height))),
            PerImage = Of(dataset.Samples.Select(sample => (double)sample.Objects.Count)),
            Small = Share(area => area < Small),
            Medium = Share(area => area is >= Small and <= Large),
            Large = Share(area => area > Large),
            SmallAtInput = AtInput(Small),
            TinyAtInput = AtInput(Tiny),
        };
    }

    // Sums of each image on their own, added in order: the same bits for any number of threads.
    private ChannelStatistics? Channels()
    {
        var count = Math.Min(options.DecodedImages, dataset.Samples.Count);
        if (count == 0) return null;
        var sums = new (double[] Sum, double[] Square, long Pixels)?[count];
        Parallel.For(0, count, _parallel, i =>
        {
            try
            {
                var sample = dataset.Samples[(int)((long)i * dataset.Samples.Count / count)];
                sums[i] = Sums(sample.Image.Decode(dataset.Root));
            }
            catch (VireoException)
            {
                sums[i] = null; // As above.
            }
        });
        var (sum, square, pixels, images) = (new double[3], new double[3], 0L, 0);
        foreach (var part in sums)
        {
            if (part is not { } own) continue;
            for (var c = 0; c < 3; c++) (sum[c], square[c]) = (sum[c] + own.Sum[c], square[c] + own.Square[c]);
            (pixels, images) = (pixels + own.Pixels, images + 1);
        }

        if (images == 0) return new(0, count, [], []);
        double[] mean = [.. sum.Select(total => total / pixels)];
        return new(
            images, count - images, [.. mean.Select(value => value / 255)],
            [.. square.Select((total, c) => Math.Sqrt(Math.Max(0, total / pixels - mean[c] * mean[c])) / 255)]);
    }

    private static (double[] Sum, double[] Square, long Pixels) Sums(Image image)
    {
        var (sum, square) = (new long[3], new long[3]);
        var pixels = image.Pixels;
        for (var i = 0; i < pixels.Length; i += 3)
        {
            for (var c = 0; c < 3; c++)
            {
                sum[c] += pixels[i + c];
                square[c] += pixels[i + c] * pixels[i + c];
            }
        }

        return ([.. sum.Select(v => (double)v)], [.. square.Select(v => (double)v)], pixels.Length / 3);
    }
}
