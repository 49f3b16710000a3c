using System.Xml;
using System.Xml.Linq;
using Vireo.Testing;
using Vireo.Training.Look;
using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Statistics;
using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;
using Vireo.Vision.Lint;

namespace Vireo.Training.Tests.Look;

/// <summary>The page to look at a data set: well-formed, complete in itself, bounded, and safe whatever files are called.</summary>
public sealed class LookWriterTests : IDisposable
{
    private const string Evil = "<script>alert('x')<&>\u0001\"";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_page_is_well_formed_shows_every_part_and_needs_nothing_from_outside()
    {
        var data = Data(pictures: 12);
        var page = LookWriter.Render(data with { Lint = Linter.Run(Written(data.Dataset), new() { NearDuplicates = false }), Statistics = DatasetStatistics.Compute(data.Dataset) });
        var xml = Parse(page);

        Assert.DoesNotMatch("(?i)(src|href)=\"(?!data:image/)|<script|<link|@import|url\\(", page);
        Assert.Equal(["Numbers", "Classes"], xml.Descendants("h2").Take(2).Select(h => h.Value));
        Assert.Contains("ant", xml.Descendants("h2").Select(h => h.Value));
        Assert.Contains("bee", xml.Descendants("h2").Select(h => h.Value));
        Assert.Equal(12, Galleries(xml).Elements("figure").Count());
        Assert.Contains("file is an exact copy", page);
        var pair = xml.Descendants("div").Single(div => (string?)div.Attribute("class") == "pair");
        Assert.Equal(["p01.png", "p00.png"], pair.Descendants("figcaption").Select(c => c.Elements("div").Last().Value));
        Assert.Contains(xml.Descendants("figcaption"), c => c.Value == "Width of boxes");
    }

    [Fact]
    public void Pictures_decode_and_their_targets_lie_where_the_labels_say()
    {
        var page = Parse(LookWriter.Render(Data(pictures: 2) with { Side = 40 }));

        foreach (var svg in page.Descendants("svg"))
        {
            Assert.Equal("0 0 80 60", (string?)svg.Attribute("viewBox"));
            var source = (string)svg.Element("image")!.Attribute("href")!;
            var picture = ImageFile.Read(Convert.FromBase64String(source["data:image/jpeg;base64,".Length..]));
            Assert.Equal((40, 30), (picture.Width, picture.Height));
            var box = svg.Descendants("rect").First();
            Assert.Equal(["10", "12", "20", "24"], new[] { "x", "y", "width", "height" }.Select(a => (string?)box.Attribute(a)));
            Assert.Equal("15,15 30,15 30,30", (string?)svg.Descendants("polygon").Single().Attribute("points"));
            Assert.Equal(["20 21", "25 26"], svg.Descendants("circle").Select(c => $"{(string?)c.Attribute("cx")} {(string?)c.Attribute("cy")}"));
        }
    }

    [Fact]
    public void Masks_are_laid_over_their_pictures()
    {
        var values = new byte[80 * 60];
        Array.Fill(values, (byte)255, 0, values.Length / 2);
        _folder.Add("data/m.png", new MaskImage(new(80, 60), values).EncodePng());
        var plain = Data(pictures: 1);
        var sample = plain.Dataset.Samples[0] with { Objects = [], Mask = new("m.png", MaskCoding.Binary) };

        byte[] Picture(Sample shown) => Convert.FromBase64String(((string)Parse(LookWriter.Render(plain with { Dataset = plain.Dataset.With([shown]) }))
            .Descendants("image").First().Attribute("href")!)["data:image/jpeg;base64,".Length..]);
        var with = ImageFile.Read(Picture(sample)).ToImage();
        var without = ImageFile.Read(Picture(sample with { Mask = null })).ToImage();

        Assert.True(Math.Abs(with.Row(10)[90] - without.Row(10)[90]) + Math.Abs(with.Row(10)[91] - without.Row(10)[91]) > 40);
        Assert.True(Math.Abs(with.Row(50)[90] - without.Row(50)[90]) < 10);
    }

    [Fact]
    public void Names_from_outside_stay_text_and_files_outside_are_not_shown()
    {
        _folder.Add("secret.png", ImageFile.EncodePng(new(8, 8, 3, new byte[192])));
        var evil = $"a{Evil.Replace("/", "")}.png";
        _folder.Add($"data/{evil}", ImageFile.EncodePng(Picture(0)));
        var data = Data(pictures: 3);
        var dataset = new Dataset(data.Dataset.Root, [Evil, "bee"],
        [
            .. data.Dataset.Samples, new() { Image = new FileReference(evil), Classes = [0], Text = Evil, Source = new(evil) },
        ]);
        var rule = LintRules.Find("VIR1245");
        var lint = new LintReport(dataset.Root,
            [new(rule, Evil, Evil) { Related = ["../secret.png"] }, new(rule, "../secret.png", "x"), new(rule, _folder["secret.png"], "y")],
            new(1, 1, new Dictionary<string, int>(), new Dictionary<string, int> { ["VIR1245"] = 3 }));

        var page = LookWriter.Render(data with { Title = Evil, Format = Evil, Dataset = dataset, Lint = lint, Statistics = DatasetStatistics.Compute(dataset) });

        var xml = Parse(page);
        Assert.DoesNotContain("<script", page);
        Assert.Contains("<script>alert('x')<&>\uFFFD\"", xml.Descendants("h1").Single().Value);
        Assert.Equal(4, xml.Descendants("image").Count()); // Three of the data set and the one of the odd name.
    }

    [Fact]
    public void The_page_is_bounded_and_says_what_it_leaves_out()
    {
        var data = Data(pictures: 30);
        var classes = Enumerable.Range(0, 70).Select(i => $"class {i}").ToList();
        var dataset = new Dataset(data.Dataset.Root, classes,
            [.. Enumerable.Range(0, 140).Select(i => data.Dataset.Samples[i % 30] with { Objects = [], Classes = [i % 70] })]);

        var page = Parse(LookWriter.Render(data with { Dataset = dataset, MostPictures = 10, PerClass = 1 }));
        Assert.Equal(10, page.Descendants("figcaption").Select(caption => caption.Elements("div").Last().Value).Distinct().Count());
        Assert.Contains("10 classes more are not shown.", page.Root!.Value);
        Assert.InRange(LookWriter.Render(data with { PerClass = 2 }).Length, 1000, 60_000);
    }

    [Fact]
    public void A_picture_that_cannot_be_shown_says_why_and_what_is_cancelled_writes_nothing()
    {
        _folder.Add("data/cut.png", ImageFile.EncodePng(Picture(0)).AsSpan(..^40));
        var data = Data(pictures: 1);
        var dataset = data.Dataset.With([new() { Image = new FileReference("cut.png"), Classes = [0], Source = new("cut.png") }]);

        var page = Parse(LookWriter.Render(data with { Dataset = dataset }));
        Assert.Contains(page.Descendants("div"), div => (string?)div.Attribute("class") == "gone" && div.Value.Contains("cut.png"));

        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => LookWriter.Write(_folder["page.html"], data, null, stopped.Token));
        Assert.False(File.Exists(_folder["page.html"]));
        var told = new List<(int, int)>();
        LookWriter.Write(_folder["page.html"], data, (done, total) => told.Add((done, total)));
        Assert.Equal([(1, 1)], told);
        Assert.EndsWith("</html>\n", File.ReadAllText(_folder["page.html"]));
    }

    private LookData Data(int pictures)
    {
        for (var i = 0; i < pictures; i++) _folder.Add($"data/p{i:00}.png", ImageFile.EncodePng(Picture(i)));
        var samples = Enumerable.Range(0, pictures).Select(i => new Sample
        {
            Image = new FileReference($"p{i:00}.png"), Source = new($"p{i:00}.xml"), Split = i % 3 == 2 ? "val" : "train",
            Objects =
            [
                new() { Class = i % 2, Box = new(10, 12, i < 2 ? 30 : 28 + i, 36), KeyPoints = [new(new(20, 21)), new(new(25, 26)), new(default, Visibility.Missing)] },
                new() { Class = i % 2, Polygons = [new([new(15, 15), new(30, 15), new(30, 30)])] },
            ],
        });
        return new() { Title = "insects", Dataset = new(_folder["data"], ["ant", "bee"], [.. samples]) };
    }

    // The same pixels for the first two, and noise that makes every other one its own.
    private static Image Picture(int i)
    {
        var rng = new Rng((ulong)Math.Max(1, i));
        var pixels = new byte[80 * 60 * 3];
        for (var k = 0; k < pixels.Length; k++) pixels[k] = (byte)(60 + 40 * (k / 900 % 3) + rng.Below(60));
        return new(80, 60, 3, pixels);
    }

    private string Written(Dataset dataset)
    {
        File.WriteAllLines(_folder["data/train_list.txt"], dataset.Samples.Select((s, i) => $"{s.Path} {i % 2}"));
        File.WriteAllText(_folder["data/train_list.txt"], File.ReadAllText(_folder["data/train_list.txt"]).Replace("p01.png 1", "p01.png 0"));
        return _folder["data"];
    }

    private static IEnumerable<XElement> Galleries(XDocument page) => page.Descendants("section")
        .Where(section => section.Element("h2")?.Value is "ant" or "bee")
        .SelectMany(section => section.Elements("div"));

    private static XDocument Parse(string page)
    {
        using var reader = XmlReader.Create(new StringReader(page), new() { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
        return XDocument.Load(reader);
    }
}
