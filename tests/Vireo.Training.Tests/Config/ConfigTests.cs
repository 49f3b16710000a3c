using System.Text.Json;
using Vireo.Testing;
using Vireo.Training.Classification;
using Vireo.Training.Config;
using Vireo.Vision.Augment;
using Vireo.Vision.Imaging;

namespace Vireo.Training.Tests.Config;

public sealed class ConfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_defaults_survive_a_round_trip()
    {
        Assert.Equal(new RunConfig(), ConfigYaml.Apply(new(), ConfigYaml.Write(new()), "x"));
    }

    [Fact]
    public void Every_key_survives_a_round_trip_with_another_value()
    {
        foreach (var key in ConfigKeys.All)
        {
            var changed = Changed(key);
            var read = ConfigYaml.Apply(new(), ConfigYaml.Write(changed), "x");

            Assert.NotEqual(new RunConfig(), changed);
            Assert.Equal(changed, read);
        }
    }

    [Fact]
    public void Every_property_of_the_records_has_a_key()
    {
        var properties = typeof(RunConfig).GetProperties().Where(section =>
            section.PropertyType.Namespace == "Vireo.Training.Config")
            .SelectMany(section => section.PropertyType.GetProperties().Select(key =>
                $"{section.Name}.{Snake(key.Name)}".ToLowerInvariant()));

        Assert.Equal(properties.Order(), ConfigKeys.All.Select(key => key.FullName).Order());
    }

    [Fact]
    public void The_command_line_beats_the_environment_which_beats_the_file()
    {
        _folder.Add("run.yaml", "train:\n  epochs: 1 # few\n  seed: 1\n  batch_size: 1\naugment: {flip: 0}\n");
        var environment = new Dictionary<string,
            string> { ["VIREO__TRAIN__SEED"] = "2", ["VIREO__TRAIN__BATCH_SIZE"] = "2", ["VIREO_NATIVE"] = "off" };

        var config = ConfigLoader.Load(_folder["run.yaml"], environment, ["train.batch_size=3", "model.dropout = 0.3"]);

        Assert.Equal((1, 2UL, 3), (config.Train.Epochs, config.Train.Seed, config.Train.BatchSize));
        Assert.Equal((0, 0.3), (config.Augment.Flip, config.Model.Dropout));
        Assert.Equal(new RunConfig().Optimizer, config.Optimizer);
    }

    [Theory]
    [InlineData("augment.flip=0", "augment.flip: 0\n")]
    [InlineData("optimizer.lr=2e-3", "optimizer.lr: 0.002\n")]
    [InlineData("optimizer.name=SGD", "optimizer.name: sgd\n")]
    [InlineData("optimizer.nesterov=true", "optimizer.nesterov: true\n")]
    [InlineData("model.dropout=null", "model.dropout: null\n")]
    [InlineData("data.train=null", "data.train: null\n")]
    [InlineData("data.train=\"null\"", "data.train: \"null\"\n")]
    [InlineData("data.train=C:\\my data\\ü=1", "data.train: \"C:\\\\my data\\\\ü=1\"\n")]
    [InlineData("loss.class_weights=[1, 2.5]", "loss.class_weights: [1, 2.5]\n")]
    [InlineData("loss.class_weights=balanced", "loss.class_weights: balanced\n")]
    [InlineData("schedule.milestones=[2, 3.5]", "schedule.milestones: [2, 3.5]\n")]
    [InlineData("optimizer.groups=[]", "optimizer.groups: []\n")]
    [InlineData("optimizer.groups=[{pattern: layer*.0, lr_scale: 0.1}, {freeze: true, pattern: '**'}]",
        "optimizer.groups: [{pattern: \"layer*.0\", lr_scale: 0.1}, {pattern: \"**\", freeze: true}]\n")]
    public void Overrides_are_literals(string assignment, string expected)
    {
        var config = ConfigLoader.Load(overrides: [assignment]);
        var key = ConfigKeys.Find(assignment[..assignment.IndexOf('=')], "test");

        Assert.Equal(expected, $"{key.FullName}: {key.Format(config)}\n");
    }

    [Theory]
    [InlineData("train.epohcs=3", "VIR3001", "'train.epochs'")]
    [InlineData("agument.flip=3", "VIR3001", "'augment.flip'")]
    [InlineData("train.epochs=0", "VIR3002", "a whole number from 1")]
    [InlineData("train.epochs=3.5", "VIR3002", "train.epochs is 3.5")]
    [InlineData("train.epochs=[3]", "VIR3002", "train.epochs is [3]")]
    [InlineData("train.epochs=null", "VIR3002", "train.epochs is null")]
    [InlineData("train.epochs=99999999999999999999", "VIR3002", "train.epochs")]
    [InlineData("augment.flip=1.01", "VIR3002", "from 0 to 1")]
    [InlineData("optimizer.lr=nan", "VIR3002", "optimizer.lr is nan")]
    [InlineData("optimizer.lr=1e999", "VIR3002", "optimizer.lr")]
    [InlineData("optimizer.name=adamv", "VIR3002", "one of adamw, adam, sgd")]
    [InlineData("optimizer.name=rmsprob", "VIR3002", "Did you mean 'rmsprop'?")]
    [InlineData("schedule.name=one_cylce", "VIR3002", "Did you mean 'one_cycle'?")]
    [InlineData("schedule.milestones=[-1]", "VIR3002", "a list, each a number from 0")]
    [InlineData("schedule.milestones=3", "VIR3002", "a list, each a number from 0")]
    [InlineData("optimizer.groups=[{lr_scale: 2}]", "VIR3002", "optimizer.groups is [{lr_scale: 2}]; wanted is a list")]
    [InlineData("optimizer.groups=[{pattern: a, lr_scal: 2}]", "VIR3002", "no 'lr_scal' in a group. Did you mean 'lr_scale'?")]
    [InlineData("optimizer.groups=[{pattern: a, lr_scale: -2}]", "VIR3002", "wanted is a list such as")]
    [InlineData("optimizer.groups=[{pattern: a, freeze: 1}]", "VIR3002", "wanted is a list such as")]
    [InlineData("optimizer.groups=[{pattern: a, pattern: b}]", "VIR3003", "pattern is given twice")]
    [InlineData("optimizer.groups=[{pattern: a}, b]", "VIR3003", "an entry like those before")]
    [InlineData("optimizer.groups=[{pattern: [a]}]", "VIR3003", "a plain value")]
    [InlineData("optimizer.groups=[{pattern: a", "VIR3003", "optimizer.groups")]
    [InlineData("optimizer.groups=layer1", "VIR3002", "wanted is a list such as")]
    [InlineData("schedule.name=multi_step", "VIR3005", "schedule.milestones is empty")]
    [InlineData("schedule.momentum_low=0.8", "VIR3005", "schedule.momentum_high go together")]
    [InlineData("optimizer.nesterov=1", "VIR3002", "true or false")]
    [InlineData("model.name=", "VIR3002", "a text")]
    [InlineData("loss.class_weights=[1, -2]", "VIR3002", "positive")]
    [InlineData("loss.class_weights=[]", "VIR3002", "positive")]
    [InlineData("train.epochs", "VIR3004", "key=value")]
    [InlineData("=3", "VIR3004", "key=value")]
    [InlineData("augment.scale_max=0.1", "VIR3005", "above augment.scale_max")]
    public void A_wrong_override_is_refused_with_what_was_wanted(string assignment, string code, string reason)
    {
        var failure = Assert.Throws<UsageException>(() => ConfigLoader.Load(overrides: [assignment]));

        Assert.Equal(code, failure.Code);
        Assert.Contains(reason, failure.Message);
    }

    [Theory]
    [InlineData("train:\n  epochs: 3\n  epohcs: 3\n", "VIR3001",
        "line 3: there is no key 'train.epohcs'. Did you mean 'train.epochs'?")]
    [InlineData("trian:\n  epochs: 3\n", "VIR3001", "line 1: there is no section 'trian'. Did you mean 'train'?")]
    [InlineData("train:\n  epochs: 0\n", "VIR3002", "line 2: train.epochs is 0")]
    [InlineData("train:\n  epochs: 3\n  epochs: 4\n", "VIR3003", "line 3: train.epochs is given twice")]
    [InlineData("train: &a\n  epochs: 3\nloss: *a\n", "VIR3003", "line 3")]
    [InlineData("train:\n  epochs: !!int 3\n", "VIR3003", "anchors and tags")]
    [InlineData("train: [1, 2]\n", "VIR3003", "keys below 'train'")]
    [InlineData("- 1\n", "VIR3003", "sections")]
    [InlineData("train:\n  epochs: [[1]]\n", "VIR3003", "plain value")]
    [InlineData("train:\n  epochs: {a: 1}\n", "VIR3003", "a value or a list")]
    [InlineData("train:\n\tepochs: 3\n", "VIR3003", "line")]
    [InlineData("train:\n  epochs: \"3\n", "VIR3003", "line")]
    [InlineData("a: 1\n---\nb: 1\n", "VIR3001", "'a'")]
    public void A_wrong_file_is_refused_with_the_line(string yaml, string code, string reason)
    {
        _folder.Add("bad.yaml", yaml);

        var failure = Assert.Throws<UsageException>(() => ConfigLoader.Load(_folder["bad.yaml"]));

        Assert.Equal(code, failure.Code);
        Assert.Contains("bad.yaml", failure.Message);
        Assert.Contains(reason, failure.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("train:\n")]
    public void A_file_that_says_nothing_changes_nothing(string yaml) =>
        Assert.Equal(new RunConfig(), ConfigYaml.Apply(new(), yaml, "x"));

    [Fact]
    public void An_unknown_variable_of_ours_is_refused()
    {
        var environment = new Dictionary<string, string> { ["VIREO__TRAIN__EPOCH"] = "2" };

        var failure = Assert.Throws<UsageException>(() => ConfigLoader.Load(environment: environment));

        Assert.Contains("Did you mean 'VIREO__TRAIN__EPOCHS'?", failure.Message);
    }

    [Theory]
    [InlineData("schedule.name=multi_step schedule.milestones=[3,2]", "3 comes before 2")]
    [InlineData("schedule.name=multi_step schedule.milestones=[3] schedule.warmup_epochs=4", "warm-up of 4 epochs")]
    [InlineData("schedule.name=piecewise schedule.milestones=[3] schedule.factors=[1]", "1 milestones need 2")]
    [InlineData("schedule.name=cyclic schedule.momentum_low=0.8 schedule.momentum_high=0.7", "above schedule.momentum_high")]
    [InlineData(
        "schedule.name=cyclic schedule.momentum_low=0.8 schedule.momentum_high=0.9 optimizer.name=adagrad", "adagrad has no")]
    [InlineData("optimizer.nesterov=true optimizer.momentum=0", "above 0")]
    [InlineData("augment.mixup=0.2 augment.mix_shares=[1,1]", "lists 2 shares; of mixup, cutmix, fmix and sample_pairing 1 are on")]
    [InlineData("augment.mixup=0.2 augment.fmix=1 augment.mix_shares=[0,0]", "a share above 0")]
    public void Keys_that_contradict_each_other_are_refused(string assignments, string reason)
    {
        var failure = Assert.Throws<UsageException>(() => ConfigLoader.Load(overrides: assignments.Split(' ')));

        Assert.Equal("VIR3005", failure.Code);
        Assert.Contains(reason, failure.Message);
    }

    [Fact]
    public void A_pipeline_is_kept_as_text_and_does_what_it_says()
    {
        var path = _folder.Add("pipeline.yaml", "# Mine.\r\n- vertical_flip: {probability: 1}\r\n- gamma: {power: 1}");
        var config = ConfigLoader.Load(overrides: [$"augment.pipeline={path}", "train.image_size=16"]);
        _folder.Add("config.yaml", ConfigYaml.Write(config));
        File.Delete(path);

        Assert.Equal("# Mine.\n- vertical_flip: {probability: 1}\n- gamma: {power: 1}\n", config.Augment.Pipeline);
        Assert.Equal(config, ConfigLoader.Load(_folder["config.yaml"]));
        var image = new Image(16, 16, 3, [.. Enumerable.Range(0, 768).Select(i => (byte)(i / 3))]);
        var view = ClassificationData.TransformsFor(config).Train(image, new Rng(1));
        Assert.Equal(image.FlipVertical().Pixels.ToArray(), view.Pixels.ToArray());
        Assert.Equal(new ImageSize(16, 16),
            ClassificationData.TransformsFor(config).Train(new(9, 30, 3, new byte[810]), new Rng(1)).Size);

        string Code(params string[] overrides) =>
            Assert.Throws<UsageException>(() => ConfigLoader.Load(_folder["config.yaml"], overrides: overrides)).Code;
        Assert.Equal("VIR1155", Code($"augment.pipeline={path}"));
        Assert.Equal("VIR3005", Code("augment.policy=randaugment"));
        Assert.Equal("VIR1151", Code($"augment.pipeline={_folder.Add("bad.yaml", "- flop")}"));
    }

    [Fact]
    public void A_policy_comes_after_the_flip()
    {
        var config = ConfigLoader.Load(overrides: ["augment.policy=TrivialAugment"]);

        Assert.Equal(
            [typeof(RandomResizedCrop), typeof(HorizontalFlip), typeof(TrivialAugment), typeof(ColorJitter)],
            ClassificationData.TransformsFor(config).Augmentations().Select(a => a.GetType()));
        Assert.Null(ClassificationData.TransformsFor(new()).Policy);
    }

    [Fact]
    public void Every_optimizer_takes_keys_that_exist()
    {
        foreach (var kind in Enum.GetValues<OptimizerKind>())
        {
            Assert.All(OptimizerKeys.Of(kind), name => Assert.NotNull(ConfigKeys.Find($"optimizer.{name}", "test")));
        }
    }

    [Fact]
    public void The_schema_names_every_key_with_range_and_default()
    {
        var properties = JsonDocument.Parse(ConfigSchema.Write()).RootElement.GetProperty("properties");

        foreach (var key in ConfigKeys.All)
        {
            var entry = properties.GetProperty(key.Section).GetProperty("properties").GetProperty(key.Name);
            Assert.Equal(key.Doc, entry.GetProperty("description").GetString());
            Assert.True(entry.TryGetProperty("default", out _));
        }

        var epochs = properties.GetProperty("train").GetProperty("properties").GetProperty("epochs");
        Assert.Equal((1, 30), (epochs.GetProperty("minimum").GetInt32(), epochs.GetProperty("default").GetInt32()));
        Assert.Equal(ConfigKeys.All.Count + 2, ConfigSchema.WriteMarkdown().Split('\n').Length - 1);
    }

    [Fact]
    public void The_documentation_has_the_table_of_all_keys()
    {
        var path = Path.Combine(RepositoryFiles.Root, "docs", "configuration.md");
        var text = File.ReadAllText(path);
        var place = text.IndexOf("| key |", StringComparison.Ordinal);
        var expected = $"{(place < 0 ? text : text[..place])}{ConfigSchema.WriteMarkdown()}";
        if (Environment.GetEnvironmentVariable("VIREO_APPROVE") == "1") File.WriteAllText(path, expected);

        Assert.True(expected == File.ReadAllText(path), $"{path} is not up to date; VIREO_APPROVE=1 writes it anew.");
    }

    [Fact]
    public void Balanced_weights_are_those_of_scikit_learn()
    {
        // compute_class_weight("balanced"): n_samples / (n_classes * bincount).
        Assert.Equal([10 / 6f, 10 / 12f, 10 / 12f], ClassWeights.Balanced.For([2, 4, 4])!);
        Assert.Null(ClassWeights.None.For([1, 2]));
        Assert.Equal([1f, 2f], ClassWeights.Of([1, 2]).For([7, 7])!);
        Assert.Equal("VIR3005", Assert.Throws<UsageException>(() => ClassWeights.Of([1, 2]).For([7])).Code);
    }

    private static RunConfig Changed(ConfigKey key)
    {
        foreach (var text in new[] { "true", "9", "0.25", "0.75", "[1, 2.5]", "[0.1, 0.2, 1]", "step", "sgd", "a \"b\": c # d",
            "[{pattern: \"a.*: b\", lr_scale: 0.5, freeze: false}, {pattern: c}]", "exponential", "val_loss", "bf16",
            "randaugment", "auto", "balanced", "1.5TB", "[32, 48]",
            "[{layer: \"a: b\", channels: 8}, {layer: c, channels: 1}]", "lsq", "entropy", "ssld",
            "[{student: \"a: b\", teacher: c}]", "false" })
        {
            try
            {
                var changed = key.Assign(new(), ConfigValue.Parse(text), "test");
                if (changed != new RunConfig()) return changed;
            }
            catch (UsageException)
            {
                continue; // Not a value of this key; one of the others is.
            }
        }

        throw new InvalidOperationException(key.FullName);
    }

    private static string Snake(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{c}"));
}
