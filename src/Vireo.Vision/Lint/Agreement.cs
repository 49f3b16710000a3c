namespace Vireo.Vision.Lint;

/// <summary>How well a picture agrees with a part of another.</summary>
/// <param name="Correlation">Of fine structures, up to 1.</param>
/// <param name="Weakest">Correlation that all but the weakest fifth of the parts with structure reach.</param>
/// <param name="Place">Where it lies.</param>
internal readonly record struct Agreement(double Correlation, double Weakest, Placement Place);
