using Vireo.Layers;
using Vireo.Layers.Initialisers;
using Vireo.Ops;

namespace Vireo.Vision.Zoo;

/// <summary>What a <see cref="MobileNetV3"/> is made of.</summary>
public sealed record MobileNetV3Config
{
    /// <summary>An inverted residual: widen to <c>Expanded</c> channels, filter each with a <c>Kernel</c>², project to
    /// <c>Outputs</c>.</summary>
    public readonly record struct Block(
        int Kernel, int Expanded, int Outputs, bool SqueezeExcite, ActivationKind Activation, int Stride);

    /// <summary>The blocks between stem and head, in order.</summary>
    public required IReadOnlyList<Block> Blocks { get; init; }

    /// <summary>Width of the layer in front of the classifier.</summary>
    public required int Hidden { get; init; }

    /// <summary>Classes and regularisation.</summary>
    public ModelOptions Options { get; init; } = new();
}

/// <summary>MobileNetV3: inverted residuals with squeeze-excite and hard-swish, found by search.</summary>
/// <remarks>Input <c>[N, 3, H, W]</c>, output logits <c>[N, Classes]</c>. Howard et al. 2019, arXiv:1905.02244.
/// Parameter names follow torchvision, so its weights load.</remarks>
public sealed class MobileNetV3 : VisionModel
{
    private const string Paper = "Howard et al. 2019, arXiv:1905.02244";
    private const double Epsilon = 1e-3;
    private const double Momentum = 0.01;
    private const int StemChannels = 16;
    private const ActivationKind Re = ActivationKind.Relu;
    private const ActivationKind Hs = ActivationKind.HardSwish;

    /// <summary>Declares the network.</summary>
    public MobileNetV3(MobileNetV3Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var parts = new List<Module> { Unit(3, StemChannels, 3, 2, 1, Hs) };
        var inputs = StemChannels;
        for (var i = 0; i < config.Blocks.Count; i++)
        {
            var dropPath = config.Options.DropPath * i / Math.Max(1, config.Blocks.Count - 1);
            parts.Add(new InvertedResidual(inputs, config.Blocks[i], dropPath));
            inputs = config.Blocks[i].Outputs;
        }

        var last = 6 * inputs;
        parts.Add(Unit(inputs, last, 1, 1, 1, Hs));
        Stages = [Own("features", new Sequential(parts))];
        Head = Own("classifier", new Classifier(last, config.Hidden, config.Options));
    }

    /// <summary>The registered presets.</summary>
    public static IEnumerable<Variant> Variants =>
    [
        new("mobilenet_v3_small", Paper, o => new MobileNetV3(new() { Blocks = Small, Hidden = 1024, Options = o })),
        new("mobilenet_v3_large", Paper, o => new MobileNetV3(new() { Blocks = Large, Hidden = 1280, Options = o })),
    ];

    private static IReadOnlyList<MobileNetV3Config.Block> Small =>
    [
        new(3, 16, 16, true, Re, 2), new(3, 72, 24, false, Re, 2), new(3, 88, 24, false, Re, 1),
        new(5, 96, 40, true, Hs, 2), new(5, 240, 40, true, Hs, 1), new(5, 240, 40, true, Hs, 1),
        new(5, 120, 48, true, Hs, 1), new(5, 144, 48, true, Hs, 1), new(5, 288, 96, true, Hs, 2),
        new(5, 576, 96, true, Hs, 1), new(5, 576, 96, true, Hs, 1),
    ];

    private static IReadOnlyList<MobileNetV3Config.Block> Large =>
    [
        new(3, 16, 16, false, Re, 1), new(3, 64, 24, false, Re, 2), new(3, 72, 24, false, Re, 1),
        new(5, 72, 40, true, Re, 2), new(5, 120, 40, true, Re, 1), new(5, 120, 40, true, Re, 1),
        new(3, 240, 80, false, Hs, 2), new(3, 200, 80, false, Hs, 1), new(3, 184, 80, false, Hs, 1),
        new(3, 184, 80, false, Hs, 1), new(3, 480, 112, true, Hs, 1), new(3, 672, 112, true, Hs, 1),
        new(5, 672, 160, true, Hs, 2), new(5, 960, 160, true, Hs, 1), new(5, 960, 160, true, Hs, 1),
    ];

    /// <inheritdoc/>
    protected override IReadOnlyList<Module> Stages { get; }

    /// <inheritdoc/>
    protected override Module Head { get; }

    private static ConvNormActivation Unit(
        int inputs, int outputs, int kernel, int stride, int groups, ActivationKind activation) =>
        new(inputs, outputs, kernel, stride, groups, activation: activation, epsilon: Epsilon, momentum: Momentum);

    private sealed class InvertedResidual : Module
    {
        private readonly Sequential _body;
        private readonly DropPath? _dropPath;

        public InvertedResidual(int inputs, MobileNetV3Config.Block block, double dropPath)
        {
            var (kernel, expanded, outputs, squeeze, activation, stride) = block;
            var parts = new List<Module>();
            if (expanded != inputs) parts.Add(Unit(inputs, expanded, 1, 1, 1, activation));
            parts.Add(Unit(expanded, expanded, kernel, stride, expanded, activation));
            if (squeeze)
            {
                var squeezed = ChannelCount.Round(expanded / 4);
                parts.Add(new SqueezeExcite(expanded, squeezed, gate: ActivationKind.HardSigmoid));
            }

            parts.Add(Unit(expanded, outputs, 1, 1, 1, ActivationKind.Identity));
            _body = Own("block", new Sequential(parts));
            _dropPath = stride == 1 && inputs == outputs ? new DropPath(dropPath) : null;
        }

        protected override Tensor Forward(Tensor x, Pass pass) =>
            _dropPath is null ? _body.Call(x, pass) : x + _dropPath.Call(_body.Call(x, pass), pass);
    }

    private sealed class Classifier : Module
    {
        private readonly Linear _hidden;
        private readonly Linear _scores;
        private readonly double _dropout;

        public Classifier(int inputs, int hidden, ModelOptions options)
        {
            _hidden = Own("0", new Linear(inputs, hidden, weight: new Normal(0.01), biases: new Constant(0)));
            _scores = Own("3", new Linear(hidden, options.Classes, weight: new Normal(0.01), biases: new Constant(0)));
            _dropout = options.Dropout ?? 0.2;
        }

        protected override Tensor Forward(Tensor x, Pass pass)
        {
            var hidden = _hidden.Call(x.AdaptiveAveragePool2d().Flatten(), pass).HardSwish();
            return _scores.Call(pass.Dropout(hidden, _dropout), pass);
        }
    }
}
