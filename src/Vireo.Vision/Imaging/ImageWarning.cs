namespace Vireo.Vision.Imaging;

/// <summary>Something odd in a file whose pixels are sound all the same.</summary>
/// <param name="Code">What kind, <c>VIR111#</c> of the table of codes.</param>
/// <param name="Message">What and where, for people.</param>
public readonly record struct ImageWarning(string Code, string Message);
