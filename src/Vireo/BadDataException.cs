namespace Vireo;

/// <summary>A data set or image cannot be used as it is; the command line exits with 3.</summary>
/// <inheritdoc cref="VireoException(string, string, Exception?)"/>
public sealed class BadDataException(string code, string message, Exception? inner = null)
    : VireoException(code, message, inner);
