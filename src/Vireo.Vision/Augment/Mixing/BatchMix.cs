using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment.Mixing;

/// <summary>What was drawn for one batch: who is mixed with whom, and how. Immutable.</summary>
public sealed class BatchMix
{
    private readonly ImageMix[] _images;

    /// <summary>A mix of the given parts.</summary>
    /// <param name="size">Size of the images.</param>
    /// <param name="images">One per image of the batch.</param>
    /// <exception cref="ArgumentException">There is none, or a partner is not in the batch.</exception>
    public BatchMix(ImageSize size, IReadOnlyList<ImageMix> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0) throw new ArgumentException("A batch has images.", nameof(images));
        foreach (var image in images)
        {
            if (image.Partner < 0 || image.Partner >= images.Count)
                throw new ArgumentException(
                    $"{image.Partner} is no place in a batch of {images.Count}.", nameof(images));
        }

        (Size, _images) = (size, [.. images]);
    }

    /// <summary>Size of the images.</summary>
    public ImageSize Size { get; }

    /// <summary>What becomes of each image.</summary>
    public IReadOnlyList<ImageMix> Images => _images;

    /// <summary>A batch that stays as it is.</summary>
    public static BatchMix None(int count, ImageSize size)
    {
        var whole = new EvenBlend(1);
        var images = new ImageMix[count];
        for (var i = 0; i < count; i++) images[i] = new(i, 1, whole);
        return new(size, images);
    }

    /// <summary>Writes the mixed images.</summary>
    /// <param name="images">The batch <c>[N, H, W, C]</c>.</param>
    /// <param name="mixed">As long, and no part of it.</param>
    /// <exception cref="ArgumentException">The lengths differ, are those of no such batch, or overlap.</exception>
    public void Apply(ReadOnlySpan<float> images, Span<float> mixed)
    {
        var pixels = (long)_images.Length * Size.Width * Size.Height;
        if (images.Length != mixed.Length || images.Length % pixels != 0)
            throw new ArgumentException($"{_images.Length} images of {Size} do not have {images.Length} numbers "
                + $"and {mixed.Length} for the result.", nameof(images));
        if (images.Overlaps(mixed))
            throw new ArgumentException("A batch is not mixed in place.", nameof(mixed));

        var length = images.Length / _images.Length;
        for (var i = 0; i < _images.Length; i++)
        {
            var own = images.Slice(i * length, length);
            var result = mixed.Slice(i * length, length);
            if (_images[i].Partner == i) own.CopyTo(result);
            else _images[i].Blend.Write(own, images.Slice(_images[i].Partner * length, length), result, Size);
        }
    }

    /// <summary>The same for 8-bit pictures, to look at.</summary>
    /// <exception cref="ArgumentException">They are not of one size and number of channels.</exception>
    public IReadOnlyList<Image> Apply(IReadOnlyList<Image> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count != _images.Length || images.Any(i => i.Size != Size || i.Channels != images[0].Channels))
            throw new ArgumentException($"Wanted are {_images.Length} images of {Size}, alike in channels.",
                nameof(images));

        var channels = images[0].Channels;
        var length = Size.Width * Size.Height * channels;
        var batch = new float[checked(images.Count * length)];
        for (var i = 0; i < images.Count; i++) FloatImage.Of(images[i]).Values.CopyTo(batch.AsSpan(i * length));
        var mixed = new float[batch.Length];
        Apply(batch, mixed);
        return
        [
            .. Enumerable.Range(0, images.Count).Select(i => new FloatImage(
                Size.Width, Size.Height, channels, mixed[(i * length)..((i + 1) * length)]).ToImage()),
        ];
    }

    /// <summary>Writes the mixed labels as probabilities; each row sums to exactly 1.</summary>
    /// <param name="labels">Classes of the images, <c>[N]</c>.</param>
    /// <param name="soft">Probability of each class, <c>[N, K]</c>.</param>
    /// <exception cref="ArgumentException">The lengths are those of no such batch, or a label is no class.</exception>
    public void WriteLabels(ReadOnlySpan<int> labels, Span<float> soft)
    {
        Check(labels);
        var classes = soft.Length / labels.Length;
        if (soft.Length != classes * labels.Length || labels.ContainsAnyExceptInRange(0, classes - 1))
            throw new ArgumentException($"{soft.Length} probabilities do not hold these {labels.Length} labels.",
                nameof(soft));

        soft.Clear();
        for (var i = 0; i < labels.Length; i++)
        {
            var row = soft.Slice(i * classes, classes);
            var share = _images[i].LabelShare;
            var (own, other) = (labels[i], labels[_images[i].Partner]);
            row[other] = 1 - share;
            row[own] = own == other ? 1 : share;
        }
    }

    /// <summary>Of each image's two labels the heavier, its own where they weigh the same: what is counted as right
    /// while images are mixed.</summary>
    /// <exception cref="ArgumentException">There are not as many labels as images.</exception>
    public int[] HeavierLabels(ReadOnlySpan<int> labels)
    {
        Check(labels);
        var heavier = new int[labels.Length];
        for (var i = 0; i < heavier.Length; i++)
            heavier[i] = _images[i].LabelShare >= 0.5f ? labels[i] : labels[_images[i].Partner];

        return heavier;
    }

    /// <summary>A line per image for a contact sheet, heavier label first, such as <c>cat 70%, dog 30%</c>.</summary>
    /// <param name="labels">Classes of the images, <c>[N]</c>.</param>
    /// <param name="classes">Their names.</param>
    /// <exception cref="ArgumentException">There are not as many labels as images.</exception>
    public IReadOnlyList<string> Captions(ReadOnlySpan<int> labels, IReadOnlyList<string> classes)
    {
        Check(labels);
        var captions = new string[labels.Length];
        for (var i = 0; i < captions.Length; i++)
        {
            var (own, other) = (classes[labels[i]], classes[labels[_images[i].Partner]]);
            var share = (int)MathF.Round(100 * _images[i].LabelShare);
            captions[i] = own == other || share == 100 ? own : share == 0 ? other
                : share >= 50 ? $"{own} {share}%, {other} {100 - share}%" : $"{other} {100 - share}%, {own} {share}%";
        }

        return captions;
    }

    private void Check(ReadOnlySpan<int> labels)
    {
        if (labels.Length != _images.Length)
            throw new ArgumentException($"{labels.Length} labels for {_images.Length} images.", nameof(labels));
    }
}
