using System.IO.Compression;
using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests.Datasets.Formats;

/// <summary>Formats that no real set at hand has: what is read is what was written by hand.</summary>
public sealed class SmallSetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vireo-small-").FullName;

    [Fact]
    public void Coco_has_outlines_both_run_lengths_key_points_and_its_numbers()
    {
        var sample = Read("coco", "a.json", TinySets.Coco.Replace("4210 oO", "42102")).Samples[0];
        var objects = sample.Objects;

        Assert.Equal(("7", new ImageSize(16, 12)), (sample.Id, sample.StatedSize));
        Assert.Equal([70L, 71, 72], objects.Select(target => target.Id));
        Assert.Equal(new Box(1, 2, 5.5m, 9), objects[0].Box);
        Assert.Equal([new Vertex(1, 2), new(5.5m, 2), new(5.5m, 9)], objects[0].Polygons[0].Vertices);
        Assert.Equal((true, 20L), (objects[1].Crowd, objects[1].Mask?.Area));
        Assert.Equal(new Box(1, 1, 3, 3), objects[2].Mask?.Bounds);
        Assert.Equal([Visibility.Visible, Visibility.Missing, Visibility.Hidden], objects[2].KeyPoints.Select(p => p.Visibility));
        Assert.Equal(new Vertex(3.5m, 4), objects[2].KeyPoints[2].Place);
    }

    [Fact]
    public void Coco_comes_back_with_all_it_holds()
    {
        var first = Read("coco", "a.json", TinySets.Coco.Replace("4210 oO", "42102"));
        var second = Through(first, "coco");
        // Written are box and area also where the first file leaves them to be found out.
        Assert.Equal(
            first.Samples[0].Objects.Select(t => t with { Box = t.Box ?? t.Mask?.Bounds, StatedArea = (decimal)t.Area }),
            second.Samples[0].Objects);
        Assert.Equal((first.ClassIds, first.KeyPointNames), (second.ClassIds, second.KeyPointNames));
    }

    [Fact]
    public void Key_points_come_back_through_yolo()
    {
        var target = new ObjectTarget
        {
            Class = 0, Box = new(1, 2, 5, 9),
            KeyPoints = [new(new(1.5m, 2.25m)), new(new(7, 11), Visibility.Hidden), new(default, Visibility.Missing)],
        };
        Write("a.png", TinySets.Png());
        var sample = new Sample { Image = new FileReference("a.png"), Objects = [target], Split = "train" };
        var back = Through(new(_folder, ["cat"], [sample]), "yolo");
        Assert.Equal(target, back.Samples[0].Objects[0]);
    }

    [Fact]
    public void Labelme_has_outlines_rectangles_in_any_order_circles_and_points()
    {
        var dataset = Read("labelme", "a.json", TinySets.LabelMe);
        var objects = dataset.Samples[0].Objects;
        Assert.Equal(["cat", "dog", "eye"], dataset.Classes);
        Assert.Equal(new Box(1, 2, 5.5m, 9), objects[0].Box);
        Assert.Equal(new Box(1, 2, 5, 9), objects[1].Box);
        Assert.Equal(5.0, (double)(objects[2].Box?.Width ?? 0) / 2, 1e-9); // The circle's radius: (3, 4) away.
        Assert.Equal(new Vertex(3, 4), objects[3].KeyPoints[0].Place);
        Assert.Equal(objects.Take(2), Through(dataset, "labelme").Samples[0].Objects.Take(2));
    }

    [Fact]
    public void Boxes_outside_the_image_and_empty_ones_stay_as_they_are()
    {
        var objects = Read("voc", "a.xml", TinySets.Voc).Samples[0].Objects;
        Assert.Equal(new Box(-3, 2, 50, 2), objects[1].Box);
        Assert.True(objects[1].Box is { IsEmpty: true } box && !box.IsWithin(new(16, 12)));
        Assert.Equal((true, "Left"), (objects[0].Difficult, objects[0].Pose));
    }

    [Fact]
    public void Lists_of_flags_identities_and_texts_are_told_apart()
    {
        var flags = Read("multilabel", "train_list.txt", "a.png\t0,1,-1\na.png\t1,0,0\n");
        Assert.Equal<ValueList<int>>([[1], [2]], [flags.Samples[0].Classes, flags.Samples[0].UnknownClasses]);
        var identities = Read("retrieval", "train_list.txt", "a.png zoë 17\n");
        Assert.Equal(("zoë", "17"), (identities.Samples[0].Identity, identities.Samples[0].Id));
        var regions = Read("ocr-regions", "train_list.txt", TinySets.Regions).Samples[0].Objects;
        Assert.Equal([("x y", false), ("###", true)], regions.Select(region => (region.Text ?? "", region.Difficult)));
        Write("charset.txt", TinySets.Bytes("1\n2\n"));
        Assert.Equal("12", Read("ocr", "train_list.txt", "a.png\t12\n").Samples[0].Text);
        Assert.Equal("ocr", DatasetFormat.Detect(_folder)[0].Format.Name);
    }

    [Fact]
    public void Names_with_spaces_are_read_up_to_their_ending()
    {
        Write("two words 1.png", TinySets.Png());
        Assert.Equal("two words 1.png", Read("list", "train_list.txt", "two words 1.png 1\n").Samples[0].Path);
    }

    [Fact]
    public void Csv_has_boxes_by_image_flags_by_column_and_missing_points()
    {
        var boxes = Read("csv", "a.csv", TinySets.Boxes);
        Assert.Equal(["cat", "d\"o,g"], boxes.Classes);
        Assert.Equal([new Box(1, 2, 5.5m, 9), new Box(0, 0, 4, 4)], boxes.Samples[0].Objects.Select(t => t.Box ?? default));
        var flags = Read("csv", "a.csv", "file;cat;dog\na.png;1;-1\n");
        Assert.Equal<ValueList<int>>([[0], [1]], [flags.Samples[0].Classes, flags.Samples[0].UnknownClasses]);
        var points = Read("csv", "a.csv", "file,x0,y0,x1,y1\na.png,1,2,3.5,nan\n").Samples[0].KeyPoints;
        Assert.Equal([new(new(1, 2)), new(default, Visibility.Missing)], points);
        Assert.Equal(["3", "10"], Read("csv", "a.csv", "file,label\na.png,10\na.png,3\n").Classes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Idx_has_the_pixels_of_each_picture(bool packed)
    {
        byte[] images = TinySets.Idx(3, 2, 2, 3), labels = TinySets.Idx(1, 2);
        for (var i = 16; i < images.Length; i++) images[i] = (byte)i;
        labels[9] = 4;
        Write("t10k-images-idx3-ubyte" + (packed ? ".gz" : ""), packed ? Gzip(images) : images);
        Write("t10k-labels-idx1-ubyte" + (packed ? ".gz" : ""), packed ? Gzip(labels) : labels);
        var dataset = DatasetFormat.Read(_folder);

        Assert.Equal(("test", 5, 2), (dataset.Samples[1].Split, dataset.Classes.Count, dataset.Samples.Count));
        Assert.Equal([4], dataset.Samples[1].Classes);
        var image = dataset.Samples[1].Image.Decode(dataset.Root);
        Assert.Equal((new ImageSize(3, 2), 3), (image.Size, image.Channels));
        Assert.Equal([22, 22, 22, 23, 23, 23, 24, 24, 24], image.Row(0).ToArray());
    }

    [Fact]
    public void Cifar_has_planes_of_red_green_and_blue()
    {
        var ten = new byte[2 * 3073];
        (ten[3073], ten[3074], ten[3074 + 1024], ten[3074 + 2048]) = (7, 10, 20, 30);
        Write("data_batch_1.bin", ten);
        Write("test_batch.bin", new byte[3073]);
        var dataset = DatasetFormat.Read(_folder);
        Assert.Equal([7], dataset.Samples[1].Classes);
        Assert.Equal((2, 1), (dataset.Part("train").Samples.Count, dataset.Part("test").Samples.Count));
        Assert.Equal([10, 20, 30], dataset.Samples[1].Image.Decode(dataset.Root).Pixels[..3].ToArray());

        var hundred = new byte[3074];
        hundred[1] = 99; // The fine label comes second.
        Assert.Equal([99], Read("cifar", "train.bin", hundred).Samples[^1].Classes);
    }

    [Fact]
    public void Shards_are_listed_streamed_and_shared_out()
    {
        foreach (var shard in Enumerable.Range(0, 3))
        {
            Write($"train-{shard:000}.tar", TinySets.Tar(
                [.. Enumerable.Range(0, 4).SelectMany(i => new[]
                {
                    ($"d/{shard}{i}.PNG", TinySets.Png()), ($"d/{shard}{i}.cls", TinySets.Bytes($"{i}")),
                    ($"d/{shard}{i}.txt", TinySets.Bytes($"text {i}\n")),
                })]));
        }

        var dataset = DatasetFormat.Read(_folder);
        Assert.Equal((12, 4, "train"), (dataset.Samples.Count, dataset.Classes.Count, dataset.Samples[0].Split));
        Assert.Equal([3], dataset.Samples[3].Classes);
        Assert.Equal("text 3", dataset.Samples[3].Text);
        Assert.Equal(new(16, 12), dataset.Samples[11].Image.Decode(dataset.Root).Size);

        var shards = ShardReader.Expand(Path.Combine(_folder, "train-{000..002}.tar"));
        foreach (var world in new[] { 1, 2, 3, 5 })
        {
            var keys = Enumerable.Range(0, world)
                .SelectMany(rank => ShardReader.Stream(shards, rank, world)).Select(sample => sample.Key).ToList();
            Assert.Equal(12, keys.Count);
            Assert.Equal(12, keys.Distinct().Count());
        }

        var first = ShardReader.Stream(shards).First();
        Assert.Equal(["cls", "png", "txt"], first.Parts.Keys.Order());
        Write("x.tar.gz", Gzip(File.ReadAllBytes(shards[0])));
        Assert.Equal(4, ShardReader.Stream([Path.Combine(_folder, "x.tar.gz")]).Count());
    }

    [Fact]
    public void Long_names_of_both_kinds_are_read_from_archives()
    {
        var name = new string('n', 150);
        var pax = $" path=p/{name}.png\n";
        var length = pax.Length + 3;
        byte[] tar =
        [
            .. TinySets.Entry("././@LongLink", 'L', TinySets.Bytes($"g/{name}.png\0")), .. TinySets.Entry("short", '0', TinySets.Png()),
            .. TinySets.Entry("pax", 'x', TinySets.Bytes($"{length}{pax}")), .. TinySets.Entry("short", '0', TinySets.Png()),
            .. TinySets.Entry("folder/", '5', []), .. new byte[1024],
        ];
        Write("a.tar", tar);
        Assert.Equal(
            [$"a.tar/g/{name}.png", $"a.tar/p/{name}.png"], DatasetFormat.Read(_folder).Samples.Select(sample => sample.Path));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(4)]
    [InlineData(1)]
    public void Palette_masks_give_their_indices_and_not_their_colours(int bits)
    {
        var values = new byte[] { 0, 1, 1, 0, 1, 0 };
        var mask = new MaskImage(new(3, 2), values);
        Write("m.png", bits == 8 ? mask.EncodePng([new(9, 9, 9), new(250, 0, 3)]) : Packed(values, bits));
        Assert.Equal(values, MaskImage.Read(Path.Combine(_folder, "m.png")).Values.ToArray());
        Assert.Equal([3, 3], MaskImage.Read(Path.Combine(_folder, "m.png")).Histogram().Take(2).Select(n => (int)n));
    }

    [Fact]
    public void A_mask_with_a_palette_shows_its_colours_to_others()
    {
        var image = ImageFile.Read(new MaskImage(new(2, 1), [0, 1]).EncodePng([new(9, 8, 7), new(250, 0, 3)])).ToImage();
        Assert.Equal([9, 8, 7, 250, 0, 3], image.Pixels.ToArray());
    }

    [Fact]
    public void Binary_masks_are_mapped_and_coloured_ones_refused()
    {
        Assert.Equal([0, 1, 255], new MaskImage(new(3, 1), [0, 255, 7]).Classes(MaskCoding.Binary));
        Write("c.png", ImageFile.EncodePng(Image.Filled(2, 2, new(1, 2, 3))));
        var thrown = Assert.Throws<BadDataException>(() => MaskImage.Read(Path.Combine(_folder, "c.png")));
        Assert.Equal("VIR1051", thrown.Code);
    }

    [Fact]
    public void Nothing_is_written_when_an_image_is_missing()
    {
        var dataset = new Dataset(_folder, ["a"], [new() { Image = new FileReference("gone.png"), StatedSize = new(1, 1) }]);
        var output = Path.Combine(_folder, "output");
        Assert.Equal("VIR1036", Assert.Throws<BadDataException>(() => DatasetFormat.Named("coco").Write(dataset, output)).Code);
        Assert.False(Directory.Exists(output));
        Assert.Equal("VIR3025", Assert.Throws<UsageException>(() => DatasetFormat.Named("idx").Write(dataset, output)).Code);
    }

    [Fact]
    public void Images_of_one_name_in_two_folders_stay_apart()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "x"));
        Directory.CreateDirectory(Path.Combine(_folder, "y"));
        Write("x/a.png", TinySets.Png());
        Write("y/a.png", ImageFile.EncodePng(Image.Filled(5, 5, new(1, 1, 1))));
        ObjectTarget target = new() { Class = 0, Box = new(1, 1, 2, 2) };
        var dataset = new Dataset(_folder, ["c"],
        [
            new() { Image = new FileReference("x/a.png"), Objects = [target] },
            new() { Image = new FileReference("y/a.png"), Objects = [target with { Box = new(0, 0, 5, 5) }] },
        ]);
        foreach (var format in new[] { "voc", "coco", "yolo", "labelme" })
        {
            var back = Through(dataset, format).Samples.SelectMany(sample => sample.Objects)
                .Select(one => one with { Pose = null, Id = null, StatedArea = null });
            Assert.Equal(dataset.Samples.SelectMany(sample => sample.Objects), back);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Dataset Read(string format, string file, string text) => Read(format, file, TinySets.Bytes(text));

    private Dataset Read(string format, string file, byte[] bytes)
    {
        Write("a.png", TinySets.Png());
        Write(file, bytes);
        return DatasetFormat.Read(_folder, DatasetFormat.Named(format));
    }

    private Dataset Through(Dataset dataset, string format)
    {
        var folder = Path.Combine(_folder, $"through-{format}");
        DatasetFormat.Named(format).Write(dataset, folder, new() { Overwrite = true });
        return DatasetFormat.Read(folder, DatasetFormat.Named(format));
    }

    private void Write(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(_folder, name), bytes);

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }

    // A palette PNG of 3x2 pixels with few bits, by the PNG specification.
    private static byte[] Packed(byte[] values, int bits)
    {
        var rows = new List<byte>();
        foreach (var row in values.Chunk(3))
        {
            rows.Add(0);
            var packed = row.Select((value, x) => value << (32 - bits * (x + 1))).Aggregate((a, b) => a | b);
            for (var i = 0; i < (3 * bits + 7) / 8; i++) rows.Add((byte)(packed >> (24 - 8 * i)));
        }

        using var zlib = new MemoryStream();
        using (var stream = new ZLibStream(zlib, CompressionLevel.Fastest)) stream.Write([.. rows]);
        return Imaging.TestPng.Header(3, 2, 3, bits, interlaced: false, zlib.ToArray());
    }
}
