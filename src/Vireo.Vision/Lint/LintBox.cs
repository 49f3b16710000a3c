namespace Vireo.Vision.Lint;

/// <summary>A box by its edges in pixels, as labelled: neither clipped nor put in order.</summary>
/// <param name="X1">Left edge.</param>
/// <param name="Y1">Upper edge.</param>
/// <param name="X2">Right edge.</param>
/// <param name="Y2">Lower edge.</param>
/// <param name="Class">Index into the classes.</param>
internal readonly record struct LintBox(double X1, double Y1, double X2, double Y2, int Class)
{
    /// <summary>Outlines of the object.</summary>
    public int Outlines { get; init; }

    /// <summary>Area within them.</summary>
    public double OutlineArea { get; init; }

    public double Width => X2 - X1;

    public double Height => Y2 - Y1;

    public override string ToString() => $"[{X1:0.#}, {Y1:0.#}, {X2:0.#}, {Y2:0.#}]";
}
