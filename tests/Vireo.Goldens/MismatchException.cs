namespace Vireo.Goldens;

/// <summary>A number differs.</summary>
internal sealed class MismatchException(string what) : Exception(what);
