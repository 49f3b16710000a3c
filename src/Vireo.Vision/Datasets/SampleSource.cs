namespace Vireo.Vision.Datasets;

/// <summary>Where a <see cref="Loader"/> takes samples from: they are numbered, labelled, and read one at a
/// time.</summary>
public abstract class SampleSource
{
    /// <summary>Number of samples.</summary>
    public abstract int Count { get; }

    /// <summary>Class of a sample; −1 where it has none, or several.</summary>
    public abstract int LabelOf(int index);

    /// <summary>The file that an error about a sample names.</summary>
    public abstract string NameOf(int index);

    /// <summary>Decodes, augments and normalises a sample into its place in a batch; called from several threads at
    /// once.</summary>
    /// <param name="draw">Which sample, and its random numbers.</param>
    /// <param name="destination">Channels-last place of the image, <c>[H, W, C]</c>; every number has to be
    /// written.</param>
    /// <returns>The sample with its targets as they lie on what was written; null where a class is all there
    /// is.</returns>
    public abstract Sample? Read(SampleDraw draw, Span<float> destination);
}
