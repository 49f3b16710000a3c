namespace Vireo.Ops;

/// <summary>A value as the oracle sees it: double precision, row-major.</summary>
/// <param name="Shape">Extents.</param>
/// <param name="Data">Elements.</param>
public readonly record struct ReferenceArray(Shape Shape, double[] Data);
