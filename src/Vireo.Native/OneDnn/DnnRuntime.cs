using System.Runtime.InteropServices;

namespace Vireo.Native;

/// <summary>The loaded library: its functions, its one engine and stream, and its OpenMP team.</summary>
internal sealed unsafe class DnnRuntime
{
    private const int OpenMp = 2; // DNNL_RUNTIME_OMP
    private const int ByteProductIsa = 0x48; // set in dnnl_cpu_isa_avx2_vnni, avx512_core_vnni and all that have them
    private const int BrainFloatIsa = 0x80; // set in dnnl_cpu_isa_avx512_core_bf16 and all that include it

    [ThreadStatic]
    private static int _teamSize;

    private readonly delegate* unmanaged<int, void> _setThreads;

    private DnnRuntime(nint library, string name, DnnVersion version)
    {
        Name = name;
        Version = new(version.Major, version.Minor, version.Patch);
        Dialect = version.Major switch
        {
            2 => new Dnn2(library),
            _ => new Dnn3(library),
        };
        if (RuntimeInformation.ProcessArchitecture == Architecture.X64)
        {
            var set = ((delegate* unmanaged<int>)NativeLibrary.GetExport(library, "dnnl_get_effective_cpu_isa"))();
            HasBrainFloat = (set & BrainFloatIsa) != 0;
            HasByteProducts = (set & ByteProductIsa) != 0;
        }

        // Found through the library's own dependencies: the team it will really use.
        if (version.CpuRuntime == OpenMp && NativeLibrary.TryGetExport(library, "omp_set_num_threads", out var threads))
        {
            _setThreads = (delegate* unmanaged<int, void>)threads;
            if (NativeLibrary.TryGetExport(library, "GOMP_parallel", out var parallel)) GompParallel = parallel;
        }
    }

    public string Name { get; }

    public Version Version { get; }

    public DnnDialect Dialect { get; }

    /// <summary>Whether the processor multiplies brain floats (AVX512_BF16 or AMX) and the library uses it.</summary>
    public bool HasBrainFloat { get; }

    /// <summary>Whether the processor adds up products of bytes in 32 bits (VNNI) and the library uses it.</summary>
    public bool HasByteProducts { get; }

    /// <summary>Address of <c>GOMP_parallel</c>, or zero when the library runs on another kind of team.</summary>
    public nint GompParallel { get; }

    /// <summary>Loads the library.</summary>
    /// <param name="reason">Why there is none, when nothing is returned.</param>
    public static DnnRuntime? TryLoad(out string reason)
    {
        if (!NativeSwitch.Allows("onednn"))
        {
            reason = "switched off by VIREO_NATIVE";
            return null;
        }

        PrepareOpenMp();
        if (LibraryLoader.TryLoad(Names(), "VIREO_ONEDNN") is not { } found)
        {
            reason = "not found";
            return null;
        }

        var version = DnnVersion.Of(found.Handle);
        if (version.Major is not (2 or 3) || (version.Major == 2 && version.Minor < 6)
            || (version.Major == 3 && version.Minor < 1))
        {
            reason = $"{found.Name} is {version.Major}.{version.Minor}; 2.6, 2.7 and 3.1 or later are understood";
            return null;
        }

        reason = "";
        return new(found.Handle, found.Name, version);
    }

    /// <summary>Sets the size of the team for the calling thread: the number holds for one thread only.</summary>
    public void EnterThread(int threads)
    {
        if (_setThreads == null || _teamSize == threads) return;

        _setThreads(threads);
        _teamSize = threads;
    }

    /// <summary>libgomp reads its settings when it is loaded. Its workers spin 14 ms after every region unless told not
    /// to, and starve everyone else; 15,000 rounds are some microseconds.</summary>
    private static void PrepareOpenMp()
    {
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
        {
            LibC.SetEnvironment("GOMP_SPINCOUNT", "15000", overwrite: false);
        }

        LibC.SetEnvironment("OMP_NUM_THREADS", $"{Workers.Count}", overwrite: true);
    }

    private static IEnumerable<string> Names()
    {
        if (OperatingSystem.IsWindows()) return ["dnnl.dll"];
        if (OperatingSystem.IsMacOS()) return ["libdnnl.dylib", "libdnnl.3.dylib", "libdnnl.2.dylib"];

        return ["libdnnl.so.2", "libdnnl.so.3", .. Enumerable.Range(1, 15).Reverse().Select(n => $"libdnnl.so.3.{n}")];
    }

    /// <summary>What is needed of <c>dnnl_version_t</c>.</summary>
    private readonly record struct DnnVersion(int Major, int Minor, int Patch, int CpuRuntime)
    {
        public static DnnVersion Of(nint library)
        {
            var words = ((delegate* unmanaged<int*>)NativeLibrary.GetExport(library, "dnnl_version"))();
            return new(words[0], words[1], words[2], words[6]);
        }
    }
}
