namespace Vireo.Goldens;

/// <summary>A case asks for something that we do not have.</summary>
internal sealed class MissingException(string what) : Exception(what);
