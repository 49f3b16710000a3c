using System.Collections;
using System.Runtime.CompilerServices;

namespace Vireo;

/// <summary>A short list of whole numbers, equal when its numbers are: what op records hold instead of
/// arrays.</summary>
[CollectionBuilder(typeof(IntList), nameof(Create))]
public readonly struct IntList : IEquatable<IntList>, IReadOnlyList<int>
{
    private readonly int[]? _items;

    private IntList(int[] items) => _items = items;

    /// <summary>Copies the items.</summary>
    public static IntList Create(ReadOnlySpan<int> items) => new(items.ToArray());

    /// <summary>Number of items.</summary>
    public int Count => _items?.Length ?? 0;

    /// <summary>The items as a span.</summary>
    public ReadOnlySpan<int> Items => _items;

    /// <summary>The item at a place.</summary>
    public int this[int index] => Items[index];

    /// <inheritdoc/>
    public bool Equals(IntList other) => Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IntList other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in Items) hash.Add(item);
        return hash.ToHashCode();
    }

    /// <summary>Whether two lists hold the same numbers.</summary>
    public static bool operator ==(IntList a, IntList b) => a.Equals(b);

    /// <summary>Whether two lists differ.</summary>
    public static bool operator !=(IntList a, IntList b) => !a.Equals(b);

    /// <summary>Written as <c>[0, 2, 3]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", _items ?? [])}]";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(_items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
