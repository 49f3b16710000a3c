using Vireo.Training.Bundles;
using Vireo.Vision.Metrics;

namespace Vireo.Training.Compression;

/// <summary>A model that a step made, read back from the file that would be shipped.</summary>
/// <param name="Step">The step.</param>
/// <param name="Bundle">The model.</param>
/// <param name="File">The file.</param>
internal sealed record CompressionCandidate(CompressionStep Step, ModelBundle Bundle, string File)
{
    /// <summary>Bytes of its file.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Bytes of the weights in it.</summary>
    public required long WeightBytes { get; init; }

    /// <summary>Multiply-adds of one image.</summary>
    public required long Macs { get; init; }

    /// <summary>Numbers that learned.</summary>
    public required long Parameters { get; init; }

    /// <summary>Convolutions in eight bits; null where that is not what the step does.</summary>
    public required int? ByteLayers { get; init; }

    /// <summary>Whether each image of the validation is recognised.</summary>
    public required bool[] Hits { get; init; }

    /// <summary>Share of the images that another one recognises less; negative where it recognises more.</summary>
    public double LossTo(bool[] other) => (double)(Hits.Count(hit => hit) - other.Count(hit => hit)) / Hits.Length;

    /// <summary>The row of the report.</summary>
    public CompressionRow Row(CompressionCandidate first, ModelSpeed speed, CompressionVerdict verdict) => new()
    {
        Name = Step.Name, FileBytes = FileBytes, WeightBytes = WeightBytes, Macs = Macs, Parameters = Parameters,
        ByteLayers = ByteLayers, Speed = speed, Top1 = (double)Hits.Count(hit => hit) / Hits.Length,
        Difference = PairedDifference.Of(first.Hits, Hits), Verdict = verdict,
    };
}
