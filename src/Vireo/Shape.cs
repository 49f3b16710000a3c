using System.Collections;
using System.Runtime.CompilerServices;

namespace Vireo;

/// <summary>Extents of the axes of a tensor, outermost first; equal when their numbers are.</summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>, IReadOnlyList<int>
{
    private readonly int[]? _extents;

    private Shape(int[] extents) => _extents = extents;

    /// <summary>Makes a shape from extents, each zero or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An extent is negative.</exception>
    public static Shape Create(ReadOnlySpan<int> extents)
    {
        foreach (var extent in extents)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(extent, nameof(extents));
        }

        return new(extents.ToArray());
    }

    /// <summary>The shape of a single number: no axes, one element.</summary>
    public static Shape Scalar => default;

    /// <summary>Number of axes.</summary>
    public int Rank => _extents?.Length ?? 0;

    /// <summary>Number of elements: the product of the extents.</summary>
    public long Count
    {
        get
        {
            var count = 1L;
            foreach (var extent in Extents) count = checked(count * extent);
            return count;
        }
    }

    /// <summary>The extents as a span.</summary>
    public ReadOnlySpan<int> Extents => _extents;

    int IReadOnlyCollection<int>.Count => Rank;

    /// <summary>The extent of an axis; negative axes count from the end.</summary>
    public int this[int axis] => Extents[axis < 0 ? axis + Rank : axis];

    /// <summary>The axis as a number from zero on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public int Axis(int axis)
    {
        if (axis < -Rank || axis >= Rank)
        {
            throw new ArgumentOutOfRangeException(nameof(axis), axis, $"{this} has the axes {-Rank} to {Rank - 1}");
        }

        return axis < 0 ? axis + Rank : axis;
    }

    /// <summary>The same shape with one extent replaced.</summary>
    public Shape With(int axis, int extent)
    {
        var extents = Extents.ToArray();
        extents[Axis(axis)] = extent;
        return Create(extents);
    }

    /// <summary>Steps between neighbours along each axis when elements lie in row-major order.</summary>
    public long[] RowMajorStrides()
    {
        var strides = new long[Rank];
        var step = 1L;
        for (var axis = Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = step;
            step *= this[axis];
        }

        return strides;
    }

    /// <summary>The shape two operands stretch to: aligned at the last axis, extents of one repeat.</summary>
    /// <returns>Null when they do not fit.</returns>
    public static Shape? Broadcast(Shape a, Shape b)
    {
        var extents = new int[Math.Max(a.Rank, b.Rank)];
        for (var i = 1; i <= extents.Length; i++)
        {
            var left = i <= a.Rank ? a[^i] : 1;
            var right = i <= b.Rank ? b[^i] : 1;
            if (left != right && left != 1 && right != 1) return null;
            extents[^i] = left == 1 ? right : left;
        }

        return new Shape(extents);
    }

    /// <summary>The extent counted from the end.</summary>
    public int this[Index index] => Extents[index];

    /// <summary>The extents as a span.</summary>
    public static implicit operator ReadOnlySpan<int>(Shape shape) => shape.Extents;

    /// <inheritdoc/>
    public bool Equals(Shape other) => Extents.SequenceEqual(other.Extents);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var extent in Extents) hash.Add(extent);
        return hash.ToHashCode();
    }

    /// <summary>Whether two shapes have the same extents.</summary>
    public static bool operator ==(Shape a, Shape b) => a.Equals(b);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(Shape a, Shape b) => !a.Equals(b);

    /// <summary>Written as <c>[8, 3, 224, 224]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", Extents.ToArray())}]";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(_extents ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
