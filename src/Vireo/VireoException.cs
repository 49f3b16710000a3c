namespace Vireo;

/// <summary>A mistake that can be named: what is wrong, where, and what would fix it.</summary>
/// <param name="code">Stable code, <c>VIR</c> and four digits; documented in docs/errors.md.</param>
/// <param name="message">The whole story in words a user can act on.</param>
/// <param name="inner">What was caught, if anything.</param>
public class VireoException(string code, string message, Exception? inner = null)
    : Exception($"{message} [{code}]", inner)
{
    /// <summary>Stable code, <c>VIR</c> and four digits.</summary>
    public string Code { get; } = code;

    /// <summary>The message without the code at its end, to be told as a part of another.</summary>
    public string Reason { get; } = message;
}
