namespace Vireo.Vision.Datasets;

/// <summary>Images of one class each.</summary>
/// <param name="dataset">The images.</param>
/// <param name="read">Reads one of them.</param>
public sealed class ClassificationSource(ClassificationDataset dataset, SampleReader read) : SampleSource
{
    /// <inheritdoc/>
    public override int Count => dataset.Samples.Count;

    /// <inheritdoc/>
    public override int LabelOf(int index) => dataset.Samples[index].Label;

    /// <inheritdoc/>
    public override string NameOf(int index) => dataset.FullPath(dataset.Samples[index]);

    /// <inheritdoc/>
    public override Sample? Read(SampleDraw draw, Span<float> destination)
    {
        read(NameOf(draw.Index), draw, destination);
        return null;
    }
}
