using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>What a COCO file says, before its parts are joined.</summary>
internal sealed class CocoContent(string file, DatasetReadOptions options)
{
    public string File { get; } = file;

    public DatasetReadOptions Options { get; } = options;

    public List<CocoImage> Images { get; } = [];

    public List<CocoObject> Objects { get; } = [];

    public List<(long Id, string Name)> Categories { get; } = [];

    public List<string> PointNames { get; } = [];
}

/// <summary>An entry of <c>images</c>.</summary>
internal sealed record CocoImage(long Id, string Name, ImageSize? Size);

/// <summary>An entry of <c>annotations</c>; the class of the target is not known yet.</summary>
internal sealed record CocoObject(long ImageId, long ClassId, ObjectTarget Target);
