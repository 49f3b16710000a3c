namespace Vireo.Kernels;

/// <summary>Where a kernel comes from; earlier ones are asked first.</summary>
public enum Backend
{
    /// <summary>oneDNN, where it is installed.</summary>
    OneDnn,

    /// <summary>Our own vectorised code.</summary>
    Managed,

    /// <summary>The op's own loops.</summary>
    Reference,
}
