namespace Vireo.Pruning;

/// <summary>By what a channel is judged.</summary>
public enum PruneMethod
{
    /// <summary>Sum of the magnitudes of its filter: small ones add little.</summary>
    /// <remarks>Li, Kadav, Durdanovic, Samet, Graf 2016, arXiv:1608.08710.</remarks>
    L1,

    /// <summary>Sum of the distances of its filter to all others of the layer: one near the geometric median can be
    /// replaced by the others.</summary>
    /// <remarks>He, Liu, Wang, Hu, Yang 2018, arXiv:1811.00250.</remarks>
    Fpgm,
}
