using Vireo.Layers;
using Vireo.Ops;
using Vireo.Quantisation;
using Vireo.Training.Config;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Classification;

/// <summary>What a run teaches: a model, and what learns beside it. Paths of the model's variables are its
/// own.</summary>
internal sealed class Learner : Module
{
    private readonly Module _network;

    public Learner(RunConfig config, VisionModel model)
    {
        Model = model;
        if (config.Quant.Mode == QuantMode.None)
        {
            _network = Own("", model);
            return;
        }

        var (side, learning) = (config.Train.ImageSize,
            config.Quant.Mode == QuantMode.Pact ? RangeLearning.Clip : RangeLearning.LearnedStep);
        _network = Ranges = Own("", new FakeQuantised(model, [1, 3, side, side], learning));
    }

    /// <summary>The model.</summary>
    public VisionModel Model { get; }

    /// <summary>The model as it learns to be computed in eight bits; null where it does not.</summary>
    public FakeQuantised? Ranges { get; }

    /// <summary>What is not the model's own.</summary>
    public IEnumerable<(string Path, Variable Variable)> Beside =>
        Everything.ExceptBy(Model.Everything.Select(v => v.Variable), v => v.Variable);

    protected override Tensor Forward(Tensor x, Pass pass) => _network.Call(x, pass);
}
