using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Vireo.Training.Runs;

/// <summary>The machine a run was made on.</summary>
public sealed record RunMachine
{
    /// <summary>Operating system, with version.</summary>
    public required string System { get; init; }

    /// <summary>Runtime, with version.</summary>
    public required string Runtime { get; init; }

    /// <summary>Instruction set family, such as X64.</summary>
    public required string Architecture { get; init; }

    /// <summary>Cores that the process may use.</summary>
    public required int Cores { get; init; }

    /// <summary>Widest vector with hardware behind it, in bits; 0 for none.</summary>
    public required int VectorBits { get; init; }

    /// <summary>Memory that the process may use, in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>This machine.</summary>
    public static RunMachine Here() => new()
    {
        System = RuntimeInformation.OSDescription,
        Runtime = RuntimeInformation.FrameworkDescription,
        Architecture = RuntimeInformation.ProcessArchitecture.ToString(),
        Cores = Environment.ProcessorCount,
        VectorBits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256
            : Vector128.IsHardwareAccelerated ? 128 : 0,
        MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
    };
}
