namespace Vireo.Kernels.Managed;

/// <summary>A place in a queue: falling scores, equal ones in the order of their places.</summary>
internal readonly record struct Ranked(double Score, int Index) : IComparable<Ranked>
{
    /// <inheritdoc/>
    public int CompareTo(Ranked other)
    {
        var order = other.Score.CompareTo(Score);
        return order != 0 ? order : Index.CompareTo(other.Index);
    }
}
