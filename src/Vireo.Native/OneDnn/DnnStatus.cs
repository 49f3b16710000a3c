using System.Runtime.CompilerServices;

namespace Vireo.Native;

/// <summary>Results of calls; the numbers are <c>dnnl_status_t</c>.</summary>
internal enum DnnStatus
{
    Success = 0,
    OutOfMemory = 1,
    InvalidArguments = 2,
    Unimplemented = 3,
    LastImplementation = 4,
    RuntimeError = 5,
    NotRequired = 6,
}

/// <summary>Turns results into exceptions.</summary>
internal static class DnnStatusCheck
{
    /// <summary>Throws unless the call succeeded, naming it.</summary>
    public static void OrThrow(
        this DnnStatus status, [CallerArgumentExpression(nameof(status))] string call = "")
    {
        if (status != DnnStatus.Success) throw new NativeException($"oneDNN {status} in {call}");
    }
}
