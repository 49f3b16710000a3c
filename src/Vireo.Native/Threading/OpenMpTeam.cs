using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vireo.Native;

/// <summary>Runs parts on the OpenMP team of oneDNN: no second pool, no two teams on the same cores.</summary>
internal static unsafe class OpenMpTeam
{
    /// <summary>Enters a parallel region of <paramref name="threads"/> threads, the caller among them.</summary>
    /// <remarks>Always pass the same number: libgomp ends the threads a smaller team leaves over and starts them anew for
    /// a larger one.</remarks>
    public static void Run(DnnRuntime runtime, int threads)
    {
        runtime.EnterThread(threads);
        var parallel =
            (delegate* unmanaged<delegate* unmanaged[Cdecl]<void*, void>, void*, uint, uint, void>)runtime.GompParallel;
        parallel(&Body, null, (uint)threads, 0);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Body(void* data) => Workers.TakeParts();
}
