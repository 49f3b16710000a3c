using System.Diagnostics;

namespace Vireo.Native.Tests;

public sealed class WorkersTests : IDisposable
{
    private readonly int _count = Workers.Count;

    public static TheoryData<bool, int> Teams => new()
    {
        { false, 1 }, { false, 2 }, { false, 4 }, { true, 1 }, { true, 2 }, { true, 4 },
    };

    public void Dispose() => (Workers.Count, Workers.UseOpenMp) = (_count, true);

    [SkippableTheory, MemberData(nameof(Teams))]
    public void Every_part_runs_exactly_once(bool openMp, int threads)
    {
        Use(openMp, threads);
        foreach (var parts in (int[])[0, 1, 2, 3, 7, 1000])
        {
            var runs = new int[parts];
            Workers.For(parts, i => Interlocked.Increment(ref runs[i]));
            Assert.All(runs, static count => Assert.Equal(1, count));
        }
    }

    [SkippableTheory, MemberData(nameof(Teams))]
    public void The_first_exception_reaches_the_caller_and_the_team_survives(bool openMp, int threads)
    {
        Use(openMp, threads);
        var thrown = Assert.Throws<InvalidOperationException>(
            () => Workers.For(100, static i => throw new InvalidOperationException($"part {i}")));
        Assert.StartsWith("part ", thrown.Message, StringComparison.Ordinal);
        Every_part_runs_exactly_once(openMp, threads);
    }

    [SkippableTheory, MemberData(nameof(Teams))]
    public void Nested_calls_run_on_the_thread_of_their_part(bool openMp, int threads)
    {
        Use(openMp, threads);
        var sum = 0;
        Workers.For(8, _ =>
        {
            var thread = Environment.CurrentManagedThreadId;
            Workers.For(5, j =>
            {
                Assert.Equal(thread, Environment.CurrentManagedThreadId);
                Interlocked.Add(ref sum, j);
            });
        });
        Assert.Equal(80, sum);
    }

    [SkippableTheory, MemberData(nameof(Teams))]
    public void Many_short_regions_lose_no_part_and_allocate_nothing(bool openMp, int threads)
    {
        Use(openMp, threads);
        var sum = 0;
        Action<int> body = i => Interlocked.Add(ref sum, i);
        Workers.For(4, body);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20_000; i++) Workers.For(4, body);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(20_001 * 6, sum);
    }

    [SkippableTheory, MemberData(nameof(Teams))]
    public void Regions_of_several_threads_at_once_are_all_complete(bool openMp, int threads)
    {
        Use(openMp, threads);
        var sums = new int[4];
        var callers = Enumerable.Range(0, sums.Length).Select(c => new Thread(() =>
        {
            for (var i = 0; i < 500; i++) Workers.For(10, _ => Interlocked.Increment(ref sums[c]));
        })).ToArray();
        foreach (var caller in callers) caller.Start();
        foreach (var caller in callers) caller.Join();
        Assert.All(sums, static sum => Assert.Equal(5000, sum));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Several_threads_take_part(bool openMp)
    {
        Use(openMp, 2);
        using var meeting = new Barrier(2);
        Workers.For(2, _ => Assert.True(meeting.SignalAndWait(TimeSpan.FromSeconds(30))));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_idle_team_uses_no_processor_time(bool openMp)
    {
        Use(openMp, 2);
        for (var i = 0; i < 10; i++) Workers.For(4, static _ => { });
        Thread.Sleep(50);
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        Thread.Sleep(300);
        process.Refresh();
        Assert.InRange((process.TotalProcessorTime - before).TotalMilliseconds, 0, 150);
    }

    [Fact]
    public void The_number_of_threads_comes_from_the_first_variable_that_holds_one()
    {
        Assert.Equal(3, Workers.DefaultCount("3", "5"));
        Assert.Equal(5, Workers.DefaultCount("none", "5"));
        Assert.Equal(5, Workers.DefaultCount("0", "5"));
        Assert.Equal(Environment.ProcessorCount, Workers.DefaultCount(null, null));
        Assert.Throws<ArgumentOutOfRangeException>(() => Workers.Count = 0);
    }

    private static void Use(bool openMp, int threads)
    {
        if (openMp)
        {
            Need.OneDnnLibrary();
            Need.Library(OneDnn.IfLoaded!.GompParallel != 0, "oneDNN does not run on OpenMP");
        }

        (Workers.UseOpenMp, Workers.Count) = (openMp, threads);
    }
}
