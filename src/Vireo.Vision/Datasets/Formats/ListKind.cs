namespace Vireo.Vision.Datasets.Formats;

/// <summary>What the lines of a list say of images.</summary>
internal enum ListKind
{
    Paths,
    SingleLabel,
    MultiLabel,
    Identities,
    Texts,
    TextRegions,
    Masks,
    Xml,
}
