using Vireo.Testing;

namespace Vireo.Goldens.Tests;

/// <summary>The parity suite over the golden files of the repository, and what must not fall out of it.</summary>
public sealed class ParityTests
{
    /// <summary>All golden files.</summary>
    public static TheoryData<string> Files =>
    [
        .. Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    /// <summary>What each file must have: a case with this op (all of them, if several) has to pass, whatever else the
    /// file asks for that we lack.</summary>
    private static readonly Dictionary<string, string[]> s_required = new()
    {
        ["models/resnet18.json"] = ["model"],
        ["models/resnet34.json"] = ["model"],
        ["models/mobilenet_v3_small.json"] = ["model"],
        ["models/mobilenet_v3_large.json"] = ["model"],
        ["imaging/resize_pillow.json"] = ["resize"],
        ["imaging/resize_opencv.json"] = ["resize"],
        ["imaging/geometry.json"] = ["flip", "rotate", "copy_make_border"],
        ["imaging/point_pillow.json"] = ["contrast", "color", "adjust_hue"],
    };

    /// <summary>Cases that must pass although others of the same op ask for what we lack.</summary>
    private static readonly (string File, string Case)[] s_requiredCases =
    [
        ("imaging/codecs.json", "png_rgba"), ("imaging/codecs.json", "png_gray"),
        ("imaging/codecs.json", "png_gray_alpha"), ("imaging/codecs.json", "png_bilevel"),
        ("imaging/codecs.json", "bmp"),
    ];

    /// <summary>Files of which every case must pass.</summary>
    private static readonly string[] s_whole =
    [
        "imaging/colour.json", "imaging/filter.json", "imaging/geometry.json", "imaging/point_pillow.json",
        "imaging/resize_opencv.json", "imaging/resize_pillow.json", "lr/tables.json", "ops/activations.json", "ops/attention.json", "ops/boxes.json", "ops/boxes_more.json",
        "ops/conv2d.json", "ops/conv_transpose2d.json", "ops/ctc.json", "ops/recurrent.json", "ops/interpolate.json", "ops/losses.json", "ops/losses_more.json", "ops/matmul.json",
        "ops/norm.json", "ops/pooling.json", "ops/tensor.json", "optim/trajectories.json",
    ];

    private static string Folder => Path.Combine(RepositoryFiles.Root, "tests", "goldens");

    [Theory, MemberData(nameof(Files))]
    public void A_golden_file_agrees_as_far_as_we_have_what_it_asks_for(string file)
    {
        var result = Suite.RunFile(Path.Combine(Folder, file), file);

        Assert.NotEmpty(result.Cases);
        Assert.True(result.Verdict != Verdict.Fail, result.ToString());
        Assert.True(result.Verdict == Verdict.Pass || !s_whole.Contains(file), result.ToString());
        foreach (var op in s_required.GetValueOrDefault(file) ?? [])
        {
            Assert.Contains(result.Cases, c => c.Op == op);
            Assert.All(
                result.Cases.Where(c => c.Op == op),
                c => Assert.True(c.Verdict == Verdict.Pass, $"{c.Name}: {c.Detail}"));
        }

        foreach (var (_, name) in s_requiredCases.Where(c => c.File == file))
        {
            Assert.Equal(Verdict.Pass, result.Cases.Single(c => c.Name == name).Verdict);
        }
    }

    [Fact]
    public void No_file_with_requirements_is_missing()
    {
        var needed = s_required.Keys.Concat(s_whole).Concat(s_requiredCases.Select(c => c.File));
        Assert.All(needed, file => Assert.True(File.Exists(Path.Combine(Folder, file)), file));
    }
}
