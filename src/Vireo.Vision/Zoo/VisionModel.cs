using Vireo.Layers;

namespace Vireo.Vision.Zoo;

/// <summary>An image model: stages that turn images <c>[N, 3, H, W]</c> into feature maps, and a head that turns the
/// last one into scores. Feature maps are taken by path from <see cref="Pass.Outputs"/>.</summary>
public abstract class VisionModel : Module
{
    /// <summary>Parts that make feature maps, in order.</summary>
    protected abstract IReadOnlyList<Module> Stages { get; }

    /// <summary>Turns the last feature map into scores.</summary>
    protected abstract Module Head { get; }

    /// <summary>Paths of the parameters of each block, from the input to the head: a stage is a block, or each part of
    /// a stage that is a sequence; the head is the last. Blocks without parameters are left out.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Blocks
    {
        get
        {
            var paths = Parameters.ToDictionary(p => p.Variable, p => p.Path);
            var modules = Stages.SelectMany(stage =>
                stage is Sequential ? stage.Children.Select(child => child.Module) : [stage]).Append(Head);
            return
            [
                .. modules.Select(module => module.Parameters.Select(p => paths[p.Variable]).ToList())
                    .Where(block => block.Count > 0),
            ];
        }
    }

    /// <summary>Output of the last stage, <c>[N, C, H', W']</c>.</summary>
    public Tensor Features(Tensor images, Pass pass)
    {
        foreach (var stage in Stages) images = stage.Call(images, pass);
        return images;
    }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => Head.Call(Features(x, pass), pass);
}
