using System.Globalization;

namespace Vireo.Native.Tests;

/// <summary>Arenas ask for huge pages.</summary>
public sealed class HugePagesTests
{
    private const long Mega = 1 << 20;

    [SkippableTheory]
    [InlineData(2 * Mega)]
    [InlineData(64 * Mega + 4096)]
    public void Large_blocks_lie_on_whole_huge_pages_that_were_asked_for(long bytes)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Huge pages are asked for on Linux.");
        using var memory = new AlignedMemory(bytes);
        Assert.Equal(0, memory.Address % (2 * Mega));
        Skip.IfNot(File.Exists("/sys/kernel/mm/transparent_hugepage/enabled"), "This system has no huge pages.");
        // hg of VmFlags: the advice was taken for the mapping.
        Assert.Contains("hg", FlagsAt(memory.Address));
    }

    private static string[] FlagsAt(long address)
    {
        var isInside = false;
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            var range = line.Split(' ')[0].Split('-');
            if (range.Length == 2 && Number(range[0]) is { } from && Number(range[1]) is { } to)
            {
                isInside = from <= address && address < to;
            }
            else if (isInside && line.StartsWith("VmFlags:", StringComparison.Ordinal))
            {
                return line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
            }
        }

        return [];
    }

    private static long? Number(string hex) =>
        long.TryParse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value) ? value : null;
}
