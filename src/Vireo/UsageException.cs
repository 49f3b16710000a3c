namespace Vireo;

/// <summary>A name, option or value that nobody knows; the command line exits with 2.</summary>
/// <inheritdoc cref="VireoException(string, string, Exception?)"/>
public sealed class UsageException(string code, string message, Exception? inner = null)
    : VireoException(code, message, inner);
