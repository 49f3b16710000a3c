namespace Vireo.Vision.Lint;

/// <summary>What follows the paths of a list.</summary>
internal enum ListKind
{
    /// <summary>Nothing.</summary>
    Paths,

    /// <summary>Numbers of classes.</summary>
    Indices,

    /// <summary>Names of classes or individuals.</summary>
    Names,

    /// <summary>Masks.</summary>
    Masks,

    /// <summary>What is written on the image.</summary>
    Texts,
}
