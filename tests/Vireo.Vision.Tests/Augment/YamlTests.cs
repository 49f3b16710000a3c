using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Vireo.Testing;
using Vireo.Vision.Augment;
using Vireo.Vision.Augment.Yaml;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests.Augment;

public sealed class YamlTests
{
    public static TheoryData<Augmentation> Every => AugmentationTests.Every;

    [Theory, MemberData(nameof(Every))]
    public void Every_augmentation_comes_back_as_it_was(Augmentation augmentation)
    {
        Back(augmentation);
        foreach (var changed in Variants(augmentation))
            Back(changed);
    }

    [Fact]
    public void Every_public_record_and_each_of_its_properties_has_a_name_in_yaml()
    {
        var types = typeof(Augmentation).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Augmentation)) && !t.IsAbstract);
        var expected = types.ToDictionary(
            type => Snake(type.Name), type => Properties(type).Select(p => Snake(p.Name)).Order().ToArray());

        Assert.Equal(expected.Keys.Order(), AugmentationYaml.Names.Select(name => name.Name).Order());
        Assert.All(AugmentationYaml.Names, name => Assert.Equal(expected[name.Name], name.Keys.Order()));
    }

    [Fact]
    public void A_tree_of_compositions_comes_back_as_it_was()
    {
        var tree = new Sequence
        {
            Probability = 0.5f,
            Steps =
            [
                new Sequence(), new HorizontalFlip { Pairs = KeyPointPairs.CocoPerson },
                new OneOf
                {
                    Weights = [0.1f, 2], Probability = 0.25f,
                    Choices = [new SomeOf { Choices = [new Invert(), new OneOf()], Count = new(0, 2) }, new Sequence { Steps = [new Gamma()] }],
                },
                new Letterbox { Size = new(608, 416), Probability = 1f / 3 },
            ],
        };

        Back(tree);
        Back(tree with { Probability = 1 });
        Back(new Sequence { Steps = [tree, tree] });
        Assert.Equal("- one_of:\n    choices:\n      - invert\n      - gamma: {power: [0.5, 2]}\n    probability: 0.5\n", AugmentationYaml.Write(
            new Sequence { Steps = [new OneOf { Choices = [new Invert(), new Gamma { Power = new(0.5f, 2) }], Probability = 0.5f }] }));
    }

    [Fact]
    public void Short_forms_are_read()
    {
        var tree = AugmentationYaml.Parse("""
            # A comment.
            - horizontal_flip: {pairs: face68}
            - rotate:
                degrees: 90
            - letterbox: {size: 64}
            - invert:
            """);

        Assert.Equal(new Sequence
        {
            Steps =
            [
                new HorizontalFlip { Pairs = KeyPointPairs.Face68 }, new Rotate { Degrees = new(90, 90) },
                new Letterbox { Size = new(64, 64) }, new Invert(),
            ],
        }, tree);
        Assert.Equal(new OneOf { Choices = [new Gamma()], Weights = [2] }, AugmentationYaml.Parse("one_of: {weights: [2], choices: [gamma]}"));
        Assert.Equal(new Gamma(), AugmentationYaml.Parse("gamma"));
        Assert.Equal(new Gamma { Probability = 0.5f }, AugmentationYaml.Parse("gamma: {probability: 5e-1}"));
    }

    [Theory]
    [InlineData("", "VIR1150", "empty")]
    [InlineData("- gamma: [", "VIR1150", ", line ")]
    [InlineData("- &a gamma\n- *a", "VIR1150", "line 1")]
    [InlineData("- !!python/object gamma", "VIR1150", "tags")]
    [InlineData("- *a", "VIR1150", "alias")]
    [InlineData("- gamma\n---\n- gamma", "VIR1150", "more than one document")]
    [InlineData("- gamma: {power: 1, power: 2}", "VIR1150", "'power' is given twice")]
    [InlineData("- gamma\n- rotat: {degrees: 3}", "VIR1151", "line 2: there is no augmentation 'rotat'. Did you mean 'rotate'?")]
    [InlineData("- gamma\n- rotate:\n    degress: 3", "VIR1151", "line 3: rotate has no key 'degress'. Did you mean 'degrees'?")]
    [InlineData("- invert: {zzzzzzzzzz: 3}", "VIR1151", "It has probability.")]
    [InlineData("- [rotate: {x: 1}]", "VIR1151", "no key 'x'")]
    [InlineData("- rotate: {degrees: [1, 2, 3]}", "VIR1152", "line 1: rotate.degrees is a list; wanted is [low, high]")]
    [InlineData("- rotate: {degrees: [2, 1]}", "VIR1152", "low, high")]
    [InlineData("- rotate: {degrees: .nan}", "VIR1152", "degrees")]
    [InlineData("- rotate: {degrees: 1e999}", "VIR1152", "degrees")]
    [InlineData("- rotate: 5", "VIR1152", "wanted are keys of rotate")]
    [InlineData("- rotate: {probability: 1.5}", "VIR1152", "from 0 to 1")]
    [InlineData("- rotate: {border: mirror}", "VIR1152", "one of constant, replicate")]
    [InlineData("- letterbox", "VIR1152", "line 1: letterbox needs the key 'size'")]
    [InlineData("- letterbox: {size: [100000, 100000]}", "VIR1152", "1 to 16384")]
    [InlineData("- letterbox: {size: 64, fill: [1, 2, 256]}", "VIR1152", "0 to 255")]
    [InlineData("- pad: {padding: {left: -1}}", "VIR1152", "left, top")]
    [InlineData("- pad: {padding: 3}", "VIR1152", "left, top")]
    [InlineData("- one_of:", "VIR1152", "needs the key 'choices'")]
    [InlineData("- one_of: {choices: gamma}", "VIR1152", "a list of augmentations")]
    [InlineData("- one_of: {choices: [gamma], weights: [1, 2]}", "VIR1152", "one weight for each of the 1 choices")]
    [InlineData("- one_of: {choices: [gamma], weights: [0]}", "VIR1152", "not all of them 0")]
    [InlineData("gamma: {}\ninvert: {}", "VIR1152", "2 names")]
    [InlineData("{}", "VIR1152", "0 names")]
    [InlineData("- {? {a: 1} : 2}", "VIR1150", "a name is wanted")]
    [InlineData("- horizontal_flip: {pairs: [[1, 1]]}", "VIR1152", "pairs")]
    public void What_is_wrong_is_refused_with_its_place(string yaml, string code, string part)
    {
        var refusal = Assert.Throws<UsageException>(() => AugmentationYaml.Parse(yaml, "pipe.yaml"));

        Assert.Equal(code, refusal.Code);
        Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith("pipe.yaml", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_texts_are_refused_and_break_nothing()
    {
        string[] hostile =
        [
            new('[', 100_000), string.Concat(Enumerable.Repeat("- ", 5000)), new(' ', 2 << 20), "\0\0\0", "\uFEFF", "%YAML 9.9\n---\n- gamma",
            "- " + new string('a', 100_000), string.Concat(Enumerable.Repeat("- gamma\n", 120_000)), "- \"gam", "- gamma: {? : }", "- {: }", "\t- x", "- 'a'b",
        ];
        Assert.All(hostile, text => Assert.Throws<UsageException>(() => AugmentationYaml.Parse(text)));

        // Whatever becomes of a good text by chance: it is read, or refused in the same way.
        var good = AugmentationYaml.Write(new Sequence { Steps = [.. AugmentationTests.s_every] });
        var rng = new Rng(31);
        var (read, refused) = (0, 0);
        for (var i = 0; i < 3000; i++)
        {
            var text = good.ToCharArray();
            for (var k = rng.Below(3); k >= 0; k--) text[rng.Below(text.Length)] = "[]{}:,-*&!\"'#\n 0aE|>%@\0"[rng.Below(23)];
            try
            {
                AugmentationYaml.Parse(new(text));
                read++;
            }
            catch (UsageException)
            {
                refused++;
            }
        }

        Assert.True(read > 20 && refused > 1000, $"{read} read, {refused} refused");
    }

    [Fact]
    public void What_is_read_can_be_applied_up_to_the_ends_of_its_ranges()
    {
        var annotated = new AnnotatedImage
        {
            Image = Golden.Noise(21, 17, 3), Mask = new(new(21, 17), new byte[357]),
            Objects = [new() { Class = 0, Box = new(3, 3, 15, 12), KeyPoints = [new(new(5, 5)), new(new(9, 9))] }],
        };
        var applied = 0;
        List<string> failures = [];
        foreach (var (name, keys) in AugmentationYaml.Names)
            foreach (var key in keys)
                foreach (var value in Ends(name, key))
                {
                    var text = $"{name}: {{{Needed(name, key)}{key}: {value}}}";
                    var augmentation = AugmentationYaml.Parse(text) with { Probability = 1 };
                    try
                    {
                        for (ulong draw = 0; draw < 3; draw++) augmentation.Apply(annotated, new Rng(1, draw));
                    }
                    catch (Exception failure)
                    {
                        failures.Add($"{text}: {failure.Message}");
                    }

                    applied++;
                }

        Assert.Empty(failures);
        Assert.True(applied > 300, $"{applied}");
    }

    private static string Needed(string name, string key) => name switch
    {
        "letterbox" or "stretch" or "random_crop" or "random_resized_crop" => key == "size" ? "" : "size: 16, ",
        "pad" => key == "padding" ? "" : "padding: {left: 1}, ",
        "sequence" => "steps: [gamma], ",
        "one_of" or "some_of" => "choices: [gamma, invert], ",
        _ => "",
    };

    // The refusal of nonsense says what is wanted.
    private static string[] Ends(string name, string key)
    {
        if (key is "steps" or "choices" or "weights") return [];
        if (key == "size") return ["1", "[1, 40]", "[40, 1]"];
        if (key == "padding" && name == "pad") return ["{left: 60, bottom: 50, mode: reflect}", "{top: 40, mode: wrap}", "{right: 3, mode: symmetric}", "{}"];
        if (key == "padding") return ["0", "30, border: reflect", "60, border: symmetric"];
        var refusal = Assert.Throws<UsageException>(() => AugmentationYaml.Parse($"{name}: {{{Needed(name, key)}{key}: nonsense}}")).Message;
        if (Regex.Match(refusal, @"from (\S+) to ([^ .]*(\.\d+)?)") is { Success: true } range)
        {
            var (low, high) = (range.Groups[1].Value, range.Groups[2].Value);
            return refusal.Contains("[low, high]", StringComparison.Ordinal) ? [$"[{low}, {low}]", $"[{high}, {high}]", $"[{low}, {high}]"] : [low, high];
        }

        if (Regex.Match(refusal, @"one of ([a-z0-9_, ]+)") is { Success: true } words) return words.Groups[1].Value.Split(", ");
        return refusal.Contains("true or false", StringComparison.Ordinal) ? ["true", "false"]
            : refusal.Contains("[red", StringComparison.Ordinal) ? ["[0, 255, 0]"]
            : refusal.Contains("pairs", StringComparison.Ordinal) ? ["[[0, 1]]", "[]"] : ["[]", "[0, 0.5, 1]"];
    }

    [Fact]
    public void A_missing_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "pipe.yaml");

        Assert.Equal("VIR1155", Assert.Throws<UsageException>(() => AugmentationYaml.Read(path)).Code);
        File.WriteAllText(path, "- gamma");
        Assert.Equal(new Sequence { Steps = [new Gamma()] }, AugmentationYaml.Read(path));
    }

    [Fact]
    public void The_example_of_the_documentation_is_read_and_applied()
    {
        var text = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "augmentation.md"));
        var blocks = Regex.Matches(text, "```yaml\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value).ToList();
        var annotated = new AnnotatedImage { Image = Golden.Noise(90, 70, 3), Objects = [new() { Class = 0, Box = new(20, 20, 60, 50) }] };

        Assert.NotEmpty(blocks);
        foreach (var pipeline in blocks.Select(block => AugmentationYaml.Parse(block)))
        {
            Back(pipeline);
            for (var epoch = 0; epoch < 10; epoch++)
                Assert.Equal(new ImageSize(320, 320), new Augmenter(pipeline, 1).Apply(annotated, epoch, "a.jpg").Image.Size);
        }

        // The table has every name and key.
        foreach (var (name, keys) in AugmentationYaml.Names)
        {
            var row = text.Split('\n').SingleOrDefault(line => line.StartsWith($"| `{name}` |", StringComparison.Ordinal));
            Assert.NotNull(row);
            var own = keys.Except(["probability", "interpolation", "anti_alias", "least_share", "tightening"]);
            Assert.All(own, key => Assert.Contains($"`{key}`", row, StringComparison.Ordinal));
        }
    }

    private static void Back(Augmentation augmentation)
    {
        var text = AugmentationYaml.Write(augmentation);
        var back = AugmentationYaml.Parse(text);

        Assert.Equal(augmentation, back);
        Assert.Equal(text, AugmentationYaml.Write(back));
    }

    // Each property set to something else, one after the other; what a setter refuses is left out.
    private static IEnumerable<Augmentation> Variants(Augmentation augmentation)
    {
        foreach (var property in Properties(augmentation.GetType()))
        {
            if (Other(property.GetValue(augmentation)!) is not { } value) continue;
            var copy = augmentation with { };
            property.SetValue(copy, value);
            Assert.NotEqual(augmentation, copy);
            yield return copy;
        }
    }

    private static object? Other(object value) => value switch
    {
        float v => v == 0.3f ? 0.7f : 0.3f,
        int v => v + 1,
        byte v => (byte)(v + 1),
        bool v => !v,
        Interval v => v.Low >= 1 ? new Interval(1.1f, 1f / 3 + 1) : v.High <= 0.99f ? new(0.1f, 1f / 3) : new Interval(0.15f, 0.4f),
        IntRange v => v.Low > 1 ? new IntRange(v.Low - 1, v.High) : new(v.Low, v.High - 1),
        ImageSize v => new ImageSize(v.Width + 3, v.Height + 1),
        Rgb v => new Rgb((byte)(v.R + 1), 7, 255),
        Padding v => new Padding { Left = v.Left + 1, Right = 3, Top = 1, Bottom = 2, Mode = PadMode.Reflect, Value = 9, Colour = new(1, 2, 3) },
        Interpolation v => v == Interpolation.Lanczos ? Interpolation.Nearest : Interpolation.Lanczos,
        Enum v => Enum.GetValues(v.GetType()).Cast<object>().Last(other => !other.Equals(v)),
        ValueList<float> v => v.Count > 0 ? (ValueList<float>)[.. v.Select(x => x + 0.1f)] : null,
        ValueList<IndexPair> => (ValueList<IndexPair>)[new(0, 3), new(5, 1)],
        ValueList<Augmentation> v => v.Count == 0 ? (ValueList<Augmentation>)[new Invert()] : (ValueList<Augmentation>)[.. v.Reverse()],
        _ => throw new ArgumentException($"{value.GetType()} has no other value here"),
    };

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is not null);

    private static string Snake(string name) =>
        Regex.Replace(name, "(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_").ToLower(CultureInfo.InvariantCulture);
}
