using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>A fixed preparation of a picture: no chance in it.</summary>
public abstract record Preprocess
{
    /// <summary>The prepared picture.</summary>
    public abstract Image Apply(Image image);
}
