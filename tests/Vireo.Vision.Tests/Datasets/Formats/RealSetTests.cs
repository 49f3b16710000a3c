using Vireo.Vision.Datasets;

namespace Vireo.Vision.Tests.Datasets.Formats;

/// <summary>Every real set reads with the counts that its README states.</summary>
public sealed class RealSetTests
{
    public static TheoryData<string, string?, string, string> Sets => new()
    {
        // Set, format (null: as detected), images of each part, and objects or images of each class.
        { "hymenoptera", null, "list: train 244, val 153", "ants 193, bees 204" },
        { "hymenoptera", "folders", "folders: train 244, val 153", "ants 193, bees 204" },
        { "sign-digits", null, "list: train 480, val 160", "0 64, 1 64, 2 64, 3 64, 4 64, 5 64, 6 64, 7 64, 8 64, 9 64" },
        { "lions", null, "retrieval: train 594, val 146", "" },
        { "lions", "folders", "folders: train 594, val 146", "*94" },
        { "omniglot", null, "retrieval: train 2200, val 520", "" },
        { "bccd", null, "voc: train 205, val 87, test 72", "RBC 4155, WBC 372, Platelets 361" },
        { "rice-pest", "voc", "voc: train 424, val 53, test 53", Rice },
        { "rice-pest", null, "yolo: train 424, val 53, test 53", Rice },
        { "rice-pest", "coco", "coco: train 424, val 53, test 53", Rice },
        {
            "insects7-sample", null, "voc: train 3, val 3",
            "Boerner 6, Leconte 7, Linnaeus 3, acuminatus 3, armandi 6, coleoptera 9, linnaeus 3"
        },
        { "camvid", null, "mask-list: train 130, val 34, test 40", "*12" },
        { "camvid", "masks", "masks: train 130, val 34, test 40", "*12" },
        { "membrane", null, "mask-list: train 24, val 6", "*2" },
        { "membrane", "masks", "masks:  30", "*2" },
        { "face68", null, "csv: train 480, test 160", "" },
        { "face68", "pts", "pts: test 160", "" },
        { "plates-zh", null, "ocr: train 800, val 200", "" },
        { "plates-zh", "ocr-names", "ocr-names:  1000", "" },
        { "fraktur-lines", null, "ocr: train 305, val 55", "" },
        { "fraktur-lines", "ocr-files", "ocr-files:  360", "" },
    };

    private const string Rice = "grasshopper 57, rice-bug 60, leaf-roller 107, stem-borer 62, caterpillar 38, "
        + "stink-bug 123, planthopper 333";

    [SkippableTheory, MemberData(nameof(Sets))]
    public void Reads_with_the_counts_of_its_readme(string set, string? format, string parts, string classes)
    {
        var folder = RealData.Folder(set);
        var chosen = format is null ? DatasetFormat.Detect(folder)[0].Format : DatasetFormat.Named(format);
        var dataset = DatasetFormat.Read(folder, chosen);

        Assert.Equal(parts, $"{chosen}: {string.Join(", ", dataset.Splits.Select(
            split => $"{split} {dataset.Part(split).Samples.Count}"))}");
        var counts = dataset.Counts();
        Assert.Equal(classes, classes.StartsWith('*')
            ? $"*{dataset.Classes.Count}"
            : string.Join(", ", dataset.Classes.Select((name, i) => $"{name} {counts[i]}")));
        Assert.All(dataset.Samples, sample => Assert.True(File.Exists(Path.Combine(dataset.Root, sample.Path))));
    }

    [SkippableFact]
    public void Classes_of_rice_pest_have_the_counts_of_each_part()
    {
        var dataset = DatasetFormat.Read(RealData.Folder("rice-pest"), DatasetFormat.Named("yolo"));
        Assert.Equal([40, 54, 86, 50, 29, 104, 272], dataset.Part("train").Counts());
        Assert.Equal([9, 3, 9, 5, 5, 7, 24], dataset.Part("val").Counts());
        Assert.Equal([8, 3, 12, 7, 4, 12, 37], dataset.Part("test").Counts());
        Assert.Equal(23, dataset.Samples.Sum(sample => sample.Objects.Count(target => target.Polygons.Count > 0)));
    }

    [SkippableFact]
    public void The_empty_boxes_of_bccd_are_there_to_be_seen()
    {
        var dataset = DatasetFormat.Read(RealData.Folder("bccd"));
        var empty = dataset.Samples.SelectMany(s => s.Objects.Where(t => t.Box is { IsEmpty: true })
            .Select(t => $"{Path.GetFileNameWithoutExtension(s.Path)} {t.Box?.X1},{t.Box?.Y1},{t.Box?.X2},{t.Box?.Y2}"));

        Assert.Equal(["BloodImage_00338 504,337,504,337", "BloodImage_00343 181,329,181,329"], empty);
    }

    [SkippableFact]
    public void Points_of_face68_agree_in_csv_and_pts_and_two_images_have_some_outside()
    {
        var folder = RealData.Folder("face68");
        var csv = DatasetFormat.Read(folder);
        var pts = DatasetFormat.Read(folder, DatasetFormat.Named("pts"));

        var test = csv.Part("test").Samples.ToDictionary(sample => sample.Path, sample => sample.KeyPoints);
        Assert.All(pts.Samples, sample => Assert.Equal(test[sample.Path], sample.KeyPoints));
        Assert.All(csv.Samples, sample => Assert.Equal(68, sample.KeyPoints.Count));
        Assert.Equal(2, csv.Part("train").Samples.Count(sample =>
        {
            var size = csv.SizeOf(sample);
            return sample.KeyPoints.Any(p => p.Place.X < 0 || p.Place.Y < 0 || p.Place.X > size.Width || p.Place.Y > size.Height);
        }));
        Assert.Equal((263, 137), (Persons("train"), Persons("test")));

        int Persons(string part) => csv.Part(part).Samples
            .Select(sample => Path.GetFileName(sample.Path)).Select(name => name[..name.LastIndexOf('_')]).Distinct().Count();
    }

    [SkippableFact]
    public void Texts_have_the_characters_of_their_alphabets()
    {
        foreach (var (set, characters) in new[] { ("plates-zh", 45), ("fraktur-lines", 119) })
        {
            var dataset = DatasetFormat.Read(RealData.Folder(set));
            Assert.Equal(characters, dataset.Alphabet.Count);
            Assert.All(dataset.Samples, sample => Assert.All(
                (sample.Text ?? "").EnumerateRunes(), rune => Assert.Contains($"{rune}", dataset.Alphabet)));
        }

        var plates = DatasetFormat.Read(RealData.Folder("plates-zh"));
        Assert.All(plates.Samples, sample => Assert.Equal(7, sample.Text?.Length));
        Assert.All(plates.Samples, sample => Assert.Equal(Path.GetFileNameWithoutExtension(sample.Path), sample.Text));
    }

    [SkippableFact]
    public void Texts_beside_images_are_those_of_the_list()
    {
        var folder = RealData.Folder("fraktur-lines");
        var beside = DatasetFormat.Read(folder, DatasetFormat.Named("ocr-files")).Samples.ToDictionary(s => s.Path, s => s.Text);
        Assert.All(DatasetFormat.Read(folder).Samples, sample => Assert.Equal(sample.Text, beside[sample.Path]));
    }

    [SkippableFact]
    public void Identities_of_lions_and_omniglot_are_disjoint()
    {
        Assert.Equal((75, 19), Identities("lions"));
        Assert.Equal((110, 26), Identities("omniglot"));

        (int, int) Identities(string set)
        {
            var dataset = DatasetFormat.Read(RealData.Folder(set));
            var (train, val) = (Of("train"), Of("val"));
            Assert.Empty(train.Intersect(val));
            return (train.Count, val.Count);

            HashSet<string?> Of(string part) => [.. dataset.Part(part).Samples.Select(sample => sample.Identity)];
        }
    }

    [SkippableFact]
    public void Masks_hold_classes_and_binary_ones_are_told_apart()
    {
        var camvid = DatasetFormat.Read(RealData.Folder("camvid"));
        var share = new long[256];
        foreach (var sample in camvid.Samples)
        {
            var mask = Vireo.Vision.Datasets.Images.MaskImage.Read(Path.Combine(camvid.Root, sample.Mask?.Path ?? ""));
            Assert.Equal(new(480, 360), mask.Size);
            foreach (var (value, count) in mask.Histogram().Index()) share[value] += count;
        }

        Assert.Equal(0, share.Skip(12).Sum());
        foreach (var (stated, count) in new[] { 15, 24, 0.9, 30, 6, 11, 1.1, 1.4, 5, 0.7, 0.6, 4 }.Zip(share))
            Assert.InRange(100.0 * count / share.Sum(), stated - 0.6, stated + 0.6);

        var membrane = DatasetFormat.Read(RealData.Folder("membrane"));
        Assert.All(membrane.Samples, sample => Assert.Equal(Vireo.Vision.Datasets.Targets.MaskCoding.Binary, sample.Mask?.Coding));
        Assert.Single(membrane.Notes);
    }

    [SkippableFact]
    public void A_list_given_alone_is_read_alone()
    {
        var queries = DatasetFormat.Read(Path.Combine(RealData.Folder("lions"), "val_query.txt"));
        Assert.Equal(19, queries.Samples.Count);
        Assert.Equal(127, DatasetFormat.Read(Path.Combine(RealData.Folder("lions"), "val_gallery.txt")).Samples.Count);
    }
}
