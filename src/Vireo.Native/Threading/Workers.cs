namespace Vireo.Native;

/// <summary>The one team of threads that computes. Kernels cut their work into parts whose number depends on the work
/// alone, never on the number of threads, so results do not either.</summary>
public static class Workers
{
    /// <summary>Threads in the team, the caller included; <c>VIREO_THREADS</c>, otherwise one per core.</summary>
    public static int Count { get; set; } =
        int.TryParse(Environment.GetEnvironmentVariable("VIREO_THREADS"), out var n) && n > 0
            ? n
            : Environment.ProcessorCount;

    /// <summary>Runs <paramref name="body"/> once for every part <c>0 … parts - 1</c>; returns after all.</summary>
    public static void For(int parts, Action<int> body)
    {
        if (parts <= 1 || Count <= 1)
        {
            for (var i = 0; i < parts; i++) body(i);
            return;
        }

        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = Count }, body);
    }
}
