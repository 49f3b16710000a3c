namespace Vireo.Vision.Datasets.Splitting;

/// <summary>How large the parts of a data set should be; what is left trains.</summary>
public sealed record SplitShares
{
    /// <summary>Share to validate with, from 0 on; together with <see cref="Test"/> below 1.</summary>
    public double Val { get; init; } = 0.2;

    /// <summary>Share to test with.</summary>
    public double Test { get; init; }

    /// <summary>Seed of all draws.</summary>
    public ulong Seed { get; init; }

    /// <summary>Names of the parts and their shares; those of nothing are left out.</summary>
    /// <exception cref="UsageException"><c>VIR3027</c>: the shares are no shares.</exception>
    internal List<(string Name, double Share)> Parts()
    {
        if (!(Val >= 0 && Test >= 0 && Val + Test > 0 && Val + Test < 1))
        {
            throw new UsageException("VIR3027",
                $"the shares to validate and to test with are {Val} and {Test}; together they lie between 0 and 1.");
        }

        (string Name, double Share)[] all =
            [(SplitName.Train, 1 - Val - Test), (SplitName.Val, Val), (SplitName.Test, Test)];
        return [.. all.Where(part => part.Share > 0)];
    }
}
