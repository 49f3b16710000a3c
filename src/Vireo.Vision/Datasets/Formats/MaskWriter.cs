using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>Masks as palette PNG with the class as value: <c>images/PART</c>, <c>masks/PART</c>, lists
/// <c>image mask</c>, <c>classes.txt</c>. Where objects leave pixels over, those are of a last class
/// <c>background</c>.</summary>
internal static class MaskWriter
{
    private const string Background = "background";
    private const int MostClasses = 254;

    public static void Write(DatasetOutput output)
    {
        var dataset = output.Dataset;
        if (dataset.Classes.Count > MostClasses)
            throw AnnotationFile.TooMuch(dataset.Root, $"a mask cannot tell {dataset.Classes.Count} classes apart");

        var classes = Classes(output, out var rest);
        Rgb[] palette = [.. Enumerable.Range(0, 256).Select(Colour)];
        foreach (var sample in dataset.Samples)
        {
            var mask = MaskObjects.Paint(output, sample);
            byte[] values = [.. mask.Values.ToArray().Select(value => Value(sample, value, rest))];
            File.WriteAllBytes(output.File(Path(output, sample, "masks")), new Images.MaskImage(mask.Size, values)
                .EncodePng(palette));
            output.WriteImage(sample, Path(output, sample, "images"));
            output.Lose("objects without an outline", sample.Objects.Count(target => !MaskObjects.HasPixels(target)));
            output.LoseImageTargets(sample with { Mask = null });
        }

        foreach (var split in dataset.Splits)
        {
            output.WriteLines(
                split.Length > 0 ? $"{split}_list.txt" : "list.txt",
                dataset.Samples.Where(sample => sample.Split == split)
                    .Select(sample => $"{Path(output, sample, "images")} {Path(output, sample, "masks")}"));
        }

        output.WriteLines("classes.txt", classes);
    }

    // A mask that was read says itself what is ignored.
    private static byte Value(Sample sample, byte value, int rest) =>
        value == MaskObjects.Nothing && sample.Mask is null && rest >= 0 ? (byte)rest : value;

    private static IReadOnlyList<string> Classes(DatasetOutput output, out int rest)
    {
        var dataset = output.Dataset;
        rest = -1;
        var over = dataset.Samples.Any(sample =>
            sample.Mask is null && MaskObjects.Paint(output, sample).Values.Contains(MaskObjects.Nothing));
        if (!over) return dataset.Classes;
        for (var i = 0; i < dataset.Classes.Count; i++)
            if (string.Equals(dataset.Classes[i], Background, StringComparison.OrdinalIgnoreCase)) rest = i;

        if (rest >= 0) return dataset.Classes;
        rest = dataset.Classes.Count;
        return [.. dataset.Classes, Background];
    }

    private static string Path(DatasetOutput output, Sample sample, string folder)
    {
        var name = output.NameOf(sample);
        var part = sample.Split.Length > 0 ? $"{folder}/{sample.Split}" : folder;
        return folder == "masks" ? $"{part}/{SafePath.Stem(name)}.png" : $"{part}/{name}";
    }

    // Neighbouring values get colours far apart: their bits, from the lowest, go to the highest of red, green, blue.
    private static Rgb Colour(int value)
    {
        int red = 0, green = 0, blue = 0;
        for (var bit = 7; value > 0; bit--, value >>= 3)
        {
            red |= (value & 1) << bit;
            green |= ((value >> 1) & 1) << bit;
            blue |= ((value >> 2) & 1) << bit;
        }

        return new((byte)red, (byte)green, (byte)blue);
    }
}
