namespace Vireo.Native;

/// <summary>A native library refused a call, failed in it, or is not there.</summary>
/// <param name="message">What was called, what came back and what to do.</param>
/// <param name="inner">The cause, if another exception was one.</param>
public sealed class NativeException(string message, Exception? inner = null) : Exception(message, inner);
