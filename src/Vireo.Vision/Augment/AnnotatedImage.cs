using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>A decoded picture and all that is labelled on it, in step with each other. Immutable.</summary>
public sealed record AnnotatedImage
{
    /// <summary>The picture.</summary>
    public required Image Image { get; init; }

    /// <summary>Class of every pixel, of the size of the picture; nothing where there is no such mask.</summary>
    /// <remarks>Values are taken whole from the nearest pixel, never blended.</remarks>
    public MaskImage? Mask { get; init; }

    /// <summary>Class of pixels that come from beyond the picture; 255 is ignored by losses.</summary>
    public byte MaskFill { get; init; } = 255;

    /// <summary>Objects on the picture.</summary>
    public ValueList<ObjectTarget> Objects { get; init; }

    /// <summary>Key points of the whole picture.</summary>
    public ValueList<KeyPoint> KeyPoints { get; init; }

    /// <summary>Decodes a sample of a data set, its mask too.</summary>
    /// <param name="dataset">Where the sample is from.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="channels">1, 3 or 4.</param>
    /// <exception cref="BadDataException">A file cannot be read, or picture and mask differ in size
    /// (<c>VIR1154</c>).</exception>
    public static AnnotatedImage Read(Dataset dataset, Sample sample, int channels = 3)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(sample);
        var result = new AnnotatedImage
        {
            Image = sample.Image.Decode(dataset.Root, channels), Objects = sample.Objects, KeyPoints = sample.KeyPoints,
        };
        if (sample.Mask is { } reference)
        {
            var mask = MaskImage.Read(System.IO.Path.Combine(dataset.Root, reference.Path));
            result = result with { Mask = new(mask.Size, mask.Classes(reference.Coding)) };
        }

        result.Check(sample.Path);
        return result;
    }

    /// <summary>Whether anything but the picture is there.</summary>
    internal bool HasTargets => Mask is not null || Objects.Count > 0 || KeyPoints.Count > 0;

    /// <summary>Refuses masks of another size.</summary>
    internal void Check(string name = "augment")
    {
        if (Mask is { } mask && mask.Size != Image.Size)
        {
            throw new BadDataException("VIR1154", $"{name}: the mask has {mask.Size} pixels, the image {Image.Size}. "
                + "Give a mask of the image's size.");
        }

        foreach (var target in Objects)
        {
            if (target.Mask is { } pixels && pixels.Size != Image.Size)
            {
                throw new BadDataException("VIR1154", $"{name}: the mask of an object has {pixels.Size} pixels, "
                    + $"the image {Image.Size}. Give a mask of the image's size.");
            }
        }
    }
}
