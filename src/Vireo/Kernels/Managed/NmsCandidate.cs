namespace Vireo.Kernels.Managed;

/// <summary>A box in the queue of suppression: falling scores, equal ones in the order they came.</summary>
internal readonly record struct NmsCandidate(double Score, int Index) : IComparable<NmsCandidate>
{
    /// <inheritdoc/>
    public int CompareTo(NmsCandidate other)
    {
        var order = other.Score.CompareTo(Score);
        return order != 0 ? order : Index.CompareTo(other.Index);
    }
}
