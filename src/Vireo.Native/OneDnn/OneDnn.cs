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

    /// <summary>The library, only if something asked for it before: looking at this loads nothing.</summary>
    internal static DnnRuntime? IfLoaded => _loaded.IsValueCreated ? _loaded.Value.Runtime : null;

    internal static DnnRuntime Runtime => _loaded.Value.Runtime ?? throw new NativeException(
        $"oneDNN is not available ({_loaded.Value.Reason}). On Debian or Ubuntu install libdnnl2 or libdnnl3.6.");
}
