using Vireo.Vision.Datasets.Formats;
using Vireo.Vision.Datasets.Targets;

namespace Vireo.Vision.Datasets;

/// <summary>How labels are read.</summary>
public sealed record DatasetReadOptions
{
    /// <summary>The usual.</summary>
    public static DatasetReadOptions Default { get; } = new();

    /// <summary>Folder of the images, when they are not below the labels.</summary>
    public string? Images { get; init; }

    /// <summary>What the corners of VOC boxes are.</summary>
    public VocCorners VocCorners { get; init; }

    /// <summary>Whether labels of images that are not there are kept, for a linter to report; otherwise they are an
    /// error.</summary>
    public bool KeepMissing { get; init; }

    /// <summary>Whether faulty lines, objects and files of labels are left out without a word, for those who only look;
    /// otherwise they are an error. A linter says what they are.</summary>
    public bool SkipFaults { get; init; }

    /// <summary>Told of each fault in a label file, which is then left out; null to stop at the first one.</summary>
    internal Action<LabelFault>? Faults
    {
        get => field ?? (SkipFaults ? static _ => { } : null);
        init;
    }

    /// <summary>Goes past a fault, or throws it.</summary>
    internal void Report(string file, BadDataException fault)
    {
        if (Faults is not { } told) throw fault;
        told(new(fault, file));
    }

    /// <summary>What a part of a label file says; nothing, and a fault told, where that is wrong.</summary>
    internal T? Try<T>(string file, Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (BadDataException fault) when (Faults is not null)
        {
            Report(file, fault);
            return null;
        }
    }
}
