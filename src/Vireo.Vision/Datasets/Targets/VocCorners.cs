namespace Vireo.Vision.Datasets.Targets;

/// <summary>What the corners of a Pascal VOC box are.</summary>
public enum VocCorners
{
    /// <summary>Edges, as labelling tools write them: <c>xmax − xmin</c> is the width.</summary>
    Edges,

    /// <summary>First and last pixel, counted from 1, as in the original data: <c>xmax − xmin + 1</c> is the
    /// width.</summary>
    OneBasedInclusive,
}
