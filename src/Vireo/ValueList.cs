using System.Collections;
using System.Runtime.CompilerServices;

namespace Vireo;

/// <summary>A short list, equal to another when its items are: what records hold instead of arrays.</summary>
[CollectionBuilder(typeof(ValueList), nameof(ValueList.Create))]
public readonly struct ValueList<T> : IEquatable<ValueList<T>>, IReadOnlyList<T>
{
    private readonly T[]? _items;

    internal ValueList(T[] items) => _items = items;

    /// <summary>Number of items.</summary>
    public int Count => _items?.Length ?? 0;

    /// <summary>The items as a span.</summary>
    public ReadOnlySpan<T> Items => _items;

    /// <summary>The item at a place.</summary>
    public T this[int index] => Items[index];

    /// <inheritdoc/>
    public bool Equals(ValueList<T> other) => Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ValueList<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in Items) hash.Add(item);
        return hash.ToHashCode();
    }

    /// <summary>Whether two lists hold equal items.</summary>
    public static bool operator ==(ValueList<T> a, ValueList<T> b) => a.Equals(b);

    /// <summary>Whether two lists differ.</summary>
    public static bool operator !=(ValueList<T> a, ValueList<T> b) => !a.Equals(b);

    /// <summary>Written as <c>[0.1, 1]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", _items ?? [])}]";

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)(_items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Makes <see cref="ValueList{T}"/> from collection expressions.</summary>
public static class ValueList
{
    /// <summary>Copies the items.</summary>
    public static ValueList<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());
}
