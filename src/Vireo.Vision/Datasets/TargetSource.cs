namespace Vireo.Vision.Datasets;

/// <summary>Images with targets of any kind, read from any format.</summary>
/// <param name="dataset">The samples.</param>
/// <param name="read">Reads one of them.</param>
public sealed class TargetSource(Dataset dataset, TargetReader read) : SampleSource
{
    /// <inheritdoc/>
    public override int Count => dataset.Samples.Count;

    /// <inheritdoc/>
    public override int LabelOf(int index) =>
        dataset.Samples[index].Classes is { Count: 1 } classes ? classes[0] : -1;

    /// <inheritdoc/>
    public override string NameOf(int index) => Path.Combine(dataset.Root, dataset.Samples[index].Path);

    /// <inheritdoc/>
    public override Sample? Read(SampleDraw draw, Span<float> destination) =>
        read(dataset, dataset.Samples[draw.Index], draw, destination);
}
