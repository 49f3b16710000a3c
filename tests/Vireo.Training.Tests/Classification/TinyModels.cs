using Vireo.Pruning;
using Vireo.Training.Config;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Tests.Classification;

/// <summary>Models of the zoo with a fraction of their channels, for runs of a second or two.</summary>
internal static class TinyModels
{
    public const int Side = 24;

    /// <summary>A resnet18 of a fiftieth of the multiply-adds.</summary>
    public static ModelConfig ResNet { get; } = Small("resnet18");

    private static ModelConfig Small(string name)
    {
        var variant = ModelZoo.Find(name);
        var model = variant.Create(new() { Classes = 2 });
        model.Initialise(new Rng(1));
        var plan = PrunePlan.Choose(variant.Map(model, Side), new() { Macs = 0.03, Floor = 0.12, Multiple = 8 });
        return new() { Name = name, Channels = [.. plan.Channels] };
    }
}
