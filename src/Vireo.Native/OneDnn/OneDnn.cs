namespace Vireo.Native;

/// <summary>The oneDNN library, if this machine has it. It is looked for at first use.</summary>
public static class OneDnn
{
    private static readonly Lazy<(DnnRuntime? Runtime, string Reason)> _loaded = new(() =>
    {
        var runtime = DnnRuntime.TryLoad(out var reason);
        return (runtime, reason);
    });

    /// <summary>Whether the library was found, is understood and is not switched off.</summary>
    public static bool IsAvailable => _loaded.Value.Runtime is not null;

    /// <summary>Its version, if it is there.</summary>
    public static Version? Version => _loaded.Value.Runtime?.Version;

    /// <summary>The file name it was found under, if it is there.</summary>
    public static string? FileName => _loaded.Value.Runtime?.Name;

    /// <summary>Why it is not available; empty when it is.</summary>
    public static string Reason => _loaded.Value.Reason;

    /// <summary>Whether the library is there and multiplies brain floats in registers made for it (AVX512_BF16 or
    /// AMX); elsewhere it imitates them slowly.</summary>
    public static bool HasBrainFloat => _loaded.Value.Runtime is { HasBrainFloat: true };

    /// <summary>Whether the library is there and adds up products of bytes in 32 bits (AVX_VNNI or AVX512_VNNI);
    /// elsewhere its sums of two products are cut off at 16 bits.</summary>
    public static bool HasByteProducts => _loaded.Value.Runtime is { HasByteProducts: true };

    /// <summary>Whether the library is there and takes <see cref="DnnOperation.OutputScales"/>: 2.x does. Later ones
    /// scale before they add the bias.</summary>
    public static bool HasOutputScales => _loaded.Value.Runtime is { Dialect.HasOutputScales: true };

    /// <summary>Whether primitives are made for one thread from now on, so that their results do not depend on the
    /// number of threads. <c>VIREO_DETERMINISTIC=1</c> sets it at the start.</summary>
    /// <remarks>With a team a primitive cuts its sums as suits the team's size, and rounds otherwise for each. Our own
    /// kernels never do.</remarks>
    public static bool IsDeterministic { get; set; } =
        Environment.GetEnvironmentVariable("VIREO_DETERMINISTIC") is "1" or "true" or "on";

    /// <summary>Threads that a primitive made now is made for.</summary>
    internal static int Threads => IsDeterministic || Workers.IsAlone ? 1 : Workers.Count;

    /// <summary>The library, only if something asked for it before: looking at this loads nothing.</summary>
    internal static DnnRuntime? IfLoaded => _loaded.IsValueCreated ? _loaded.Value.Runtime : null;

    internal static DnnRuntime Runtime => _loaded.Value.Runtime ?? throw new NativeException(
        $"oneDNN is not available ({_loaded.Value.Reason}). On Debian or Ubuntu install libdnnl2 or libdnnl3.6.");
}
