namespace Vireo.Goldens;

/// <summary>What became of a case.</summary>
internal enum Verdict
{
    /// <summary>All numbers agree.</summary>
    Pass,

    /// <summary>We do not have what it asks for.</summary>
    NotImplemented,

    /// <summary>A number differs.</summary>
    Fail,
}
