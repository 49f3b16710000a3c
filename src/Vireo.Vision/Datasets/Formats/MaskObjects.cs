using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Targets;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>Between a mask of a whole image and objects: one object for each class, with its pixels as run
/// lengths.</summary>
internal static class MaskObjects
{
    /// <summary>What is ignored, or belongs to no class.</summary>
    public const byte Nothing = 255;

    /// <summary>The objects of a sample, and those that its mask stands for.</summary>
    public static IEnumerable<ObjectTarget> Of(DatasetOutput output, Sample sample)
    {
        foreach (var target in sample.Objects) yield return target;
        if (sample.Mask is not { } reference) yield break;
        var mask = MaskImage.Read(Path.Combine(output.Dataset.Root, reference.Path));
        var classes = mask.Classes(reference.Coding);
        for (var label = 0; label < output.Dataset.Classes.Count && label < Nothing; label++)
        {
            if (!classes.AsSpan().Contains((byte)label)) continue;
            byte[] own = [.. classes.Select(value => value == label ? (byte)1 : (byte)0)];
            var runs = RunLengthMask.FromPixels(own, mask.Size);
            yield return new() { Class = label, Mask = runs, Box = runs.Bounds };
        }

        var stray = classes.Any(value => value >= output.Dataset.Classes.Count);
        output.Lose("masks with pixels of no class", stray ? 1 : 0);
    }

    /// <summary>Class of each pixel: later objects lie on earlier ones; <see cref="Nothing"/> where there is
    /// none.</summary>
    public static MaskImage Paint(DatasetOutput output, Sample sample)
    {
        if (sample.Mask is { } reference)
        {
            var read = MaskImage.Read(Path.Combine(output.Dataset.Root, reference.Path));
            return new(read.Size, read.Classes(reference.Coding));
        }

        var size = output.Dataset.SizeOf(sample);
        var values = new byte[checked(size.Width * size.Height)];
        Array.Fill(values, Nothing);
        foreach (var target in sample.Objects)
        {
            if (Pixels(target, size) is not { } pixels) continue;
            for (var i = 0; i < values.Length; i++)
                if (pixels[i] != 0) values[i] = (byte)target.Class;
        }

        return new(size, values);
    }

    /// <summary>Whether an object says which pixels are its own.</summary>
    public static bool HasPixels(ObjectTarget target) => target.Mask is not null || target.Polygons.Count > 0;

    private static byte[]? Pixels(ObjectTarget target, Imaging.ImageSize size) =>
        target.Mask is { } mask && mask.Size == size ? mask.ToPixels()
        : target.Polygons.Count > 0 ? PolygonFill.Fill(target.Polygons, size).ToPixels()
        : null;
}
