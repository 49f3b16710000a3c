using System.Text;

namespace Vireo.Vision.Augment;

/// <summary>Applies a pipeline so that any view can be had again: what is drawn for a sample follows from seed, epoch
/// and the sample's name alone, not from its place in a batch or the thread.</summary>
/// <param name="pipeline">What is applied.</param>
/// <param name="seed">Seed of everything drawn.</param>
/// <remarks>Immutable; safe for any number of threads.</remarks>
public sealed class Augmenter(Augmentation pipeline, ulong seed)
{
    /// <summary>What is applied.</summary>
    public Augmentation Pipeline { get; } = pipeline;

    /// <summary>Seed of everything drawn.</summary>
    public ulong Seed { get; } = seed;

    /// <summary>The view of a sample in an epoch.</summary>
    /// <param name="annotated">The sample as it was read.</param>
    /// <param name="epoch">The epoch, or the number of the draw.</param>
    /// <param name="sampleId">What the sample is called, such as its path: upper and lower case differ.</param>
    public AnnotatedImage Apply(AnnotatedImage annotated, int epoch, string sampleId) =>
        Pipeline.Apply(annotated, Rng(epoch, sampleId));

    /// <summary>The numbers that a sample in an epoch is changed by, from their beginning.</summary>
    /// <param name="epoch">The epoch, or the number of the draw.</param>
    /// <param name="sampleId">What the sample is called.</param>
    public Rng Rng(int epoch, string sampleId)
    {
        ArgumentNullException.ThrowIfNull(sampleId);
        return new Rng(Seed).Fork(Key(sampleId)).Fork((ulong)epoch);
    }

    // Fowler, Noll and Vo's hash (1a, 64 bits) of the name in UTF-8: the same on every machine, and for ever.
    private static ulong Key(string sampleId)
    {
        var hash = 14_695_981_039_346_656_037;
        foreach (var value in Encoding.UTF8.GetBytes(sampleId))
            hash = unchecked((hash ^ value) * 1_099_511_628_211);

        return hash;
    }
}
