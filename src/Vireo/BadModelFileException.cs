namespace Vireo;

/// <summary>A weights or checkpoint file is damaged, or of another model; the command line exits with 4.</summary>
/// <inheritdoc cref="VireoException(string, string, Exception?)"/>
public sealed class BadModelFileException(string code, string message, Exception? inner = null)
    : VireoException(code, message, inner);
