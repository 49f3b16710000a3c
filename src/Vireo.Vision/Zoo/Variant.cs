using Vireo.Pruning;

namespace Vireo.Vision.Zoo;

/// <summary>A model as it can be asked for by name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Paper">Authors, year, arXiv number.</param>
/// <param name="Declare">Builds it with all its channels.</param>
public sealed record Variant(string Name, string Paper, Func<ModelOptions, VisionModel> Declare)
{
    /// <summary>Side of the images it was designed for, in pixels.</summary>
    public int InputSize { get; init; } = 224;

    /// <summary>Builds it from the options, parameters not yet drawn.</summary>
    /// <exception cref="UsageException"><see cref="ModelOptions.Channels"/> names a layer that there is not
    /// (<c>VIR2870</c>), or channels that it cannot have (<c>VIR2871</c>).</exception>
    public VisionModel Create(ModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var model = Declare(options);
        if (options.Channels.Count > 0) Map(model).Resize(options.Channels);
        return model;
    }

    /// <summary>The channels of a model of this variant.</summary>
    /// <param name="model">The model.</param>
    /// <param name="imageSize">Side of the images that the work is counted for; null for the one it was designed
    /// for.</param>
    public ChannelMap Map(VisionModel model, int? imageSize = null) =>
        ChannelMap.Of(model, [1, 3, imageSize ?? InputSize, imageSize ?? InputSize]);
}
