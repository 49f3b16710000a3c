using Vireo.Layers;
using Vireo.Layers.Initialisers;
using Vireo.Ops;

namespace Vireo.Vision.Zoo;

/// <summary>What a <see cref="ResNet"/> is made of.</summary>
public sealed record ResNetConfig
{
    /// <summary>Residual blocks in each of the four stages.</summary>
    public required IntList Blocks { get; init; }

    /// <summary>Whether blocks are 1x1, 3x3, 1x1 with four times the channels at the end, instead of two 3x3.</summary>
    public bool Bottleneck { get; init; }

    /// <summary>Classes and regularisation.</summary>
    public ModelOptions Options { get; init; } = new();
}

/// <summary>Residual network for image classification; the stride of a bottleneck sits in its 3x3
/// convolution.</summary>
/// <remarks>Input <c>[N, 3, H, W]</c>, output logits <c>[N, Classes]</c>. He, Zhang, Ren, Sun 2015, arXiv:1512.03385.
/// Parameter names follow torchvision, so its weights load.</remarks>
public sealed class ResNet : VisionModel
{
    private const string Paper = "He, Zhang, Ren, Sun 2015, arXiv:1512.03385";

    /// <summary>Declares the network.</summary>
    public ResNet(ResNetConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var stages = new List<Module> { Own("", new Stem()) };
        var total = config.Blocks.Sum();
        var (inputs, number) = (64, 0);
        for (var stage = 0; stage < config.Blocks.Count; stage++)
        {
            var width = 64 << stage;
            var blocks = new List<Module>();
            for (var i = 0; i < config.Blocks[stage]; i++, number++)
            {
                var stride = stage > 0 && i == 0 ? 2 : 1;
                var dropPath = config.Options.DropPath * number / Math.Max(1, total - 1);
                blocks.Add(new Block(inputs, width, stride, config.Bottleneck, dropPath));
                inputs = config.Bottleneck ? width * 4 : width;
            }

            stages.Add(Own($"layer{stage + 1}", new Sequential(blocks)));
        }

        Stages = stages;
        Head = Own("", new Classifier(inputs, config.Options));
    }

    /// <summary>The registered presets.</summary>
    public static IEnumerable<Variant> Variants =>
    [
        new("resnet18", Paper, o => new ResNet(new() { Blocks = [2, 2, 2, 2], Options = o })),
        new("resnet34", Paper, o => new ResNet(new() { Blocks = [3, 4, 6, 3], Options = o })),
        new("resnet50", Paper, o => new ResNet(new() { Blocks = [3, 4, 6, 3], Bottleneck = true, Options = o })),
    ];

    /// <inheritdoc/>
    protected override IReadOnlyList<Module> Stages { get; }

    /// <inheritdoc/>
    protected override Module Head { get; }

    private static Conv Filter(int inputs, int outputs, int kernel, int stride = 1) => new(
        inputs, outputs, kernel, new Window2d(stride, kernel / 2), bias: false,
        initialiser: new He { OfOutputs = true });

    private sealed class Stem : Module
    {
        private readonly Conv _conv;
        private readonly BatchNorm _norm;

        public Stem() => (_conv, _norm) = (Own("conv1", Filter(3, 64, 7, 2)), Own("bn1", new BatchNorm(64)));

        protected override Tensor Forward(Tensor x, Pass pass) =>
            _norm.Call(_conv.Call(x, pass), pass).Relu().MaxPool2d(3, new Window2d(2, 1));
    }

    private sealed class Block : Module
    {
        private readonly (Conv Conv, BatchNorm Norm)[] _body;
        private readonly Sequential? _shortcut;
        private readonly DropPath _dropPath;

        public Block(int inputs, int width, int stride, bool bottleneck, double dropPath)
        {
            var outputs = bottleneck ? width * 4 : width;
            (int Inputs, int Outputs, int Kernel, int Stride)[] body = bottleneck
                ? [(inputs, width, 1, 1), (width, width, 3, stride), (width, outputs, 1, 1)]
                : [(inputs, width, 3, stride), (width, width, 3, 1)];
            _body = new (Conv, BatchNorm)[body.Length];
            for (var i = 0; i < body.Length; i++)
            {
                var conv = Own($"conv{i + 1}", Filter(body[i].Inputs, body[i].Outputs, body[i].Kernel, body[i].Stride));
                _body[i] = (conv, Own($"bn{i + 1}", new BatchNorm(body[i].Outputs)));
            }

            if (stride != 1 || inputs != outputs)
            {
                _shortcut = Own("downsample",
                    new Sequential(Filter(inputs, outputs, 1, stride), new BatchNorm(outputs)));
            }

            _dropPath = new DropPath(dropPath);
        }

        protected override Tensor Forward(Tensor x, Pass pass)
        {
            var y = x;
            for (var i = 0; i < _body.Length; i++)
            {
                y = _body[i].Norm.Call(_body[i].Conv.Call(y, pass), pass);
                if (i < _body.Length - 1) y = y.Relu();
            }

            return (_dropPath.Call(y, pass) + (_shortcut?.Call(x, pass) ?? x)).Relu();
        }
    }

    private sealed class Classifier : Module
    {
        private readonly Linear _linear;
        private readonly double _dropout;

        public Classifier(int inputs, ModelOptions options) =>
            (_linear, _dropout) = (Own("fc", new Linear(inputs, options.Classes)), options.Dropout ?? 0);

        protected override Tensor Forward(Tensor x, Pass pass) =>
            _linear.Call(pass.Dropout(x.AdaptiveAveragePool2d().Flatten(), _dropout), pass);
    }
}
