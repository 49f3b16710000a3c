using System.Runtime.InteropServices;

namespace Vireo.Native;

/// <summary>Extents, element type and layout of an operand. Immutable; equal when the library says that memory of one
/// is memory of the other.</summary>
/// <remarks>Logical axes are those of the field: activations <c>[N, C, H, W]</c>, weights <c>[O, I, kH, kW]</c>,
/// grouped weights <c>[G, O/G, I/G, kH, kW]</c>. The layout says where they lie.</remarks>
public sealed unsafe class DnnMemoryDesc : SafeHandle, IEquatable<DnnMemoryDesc>
{
    private readonly int[] _dims;

    /// <summary>Takes over a descriptor made by the library.</summary>
    internal DnnMemoryDesc(nint owned)
        : base(0, ownsHandle: true)
    {
        SetHandle(owned);
        var dialect = OneDnn.Runtime.Dialect;
        (_dims, Type, IsAny) = dialect.Describe(owned);
        Bytes = IsAny ? 0 : checked((long)dialect.SizeOf(owned));
    }

    /// <summary>Extents of the logical axes.</summary>
    public ReadOnlySpan<int> Dims => _dims;

    /// <summary>Element type.</summary>
    public DnnType Type { get; }

    /// <summary>Whether the layout is still the primitive's choice.</summary>
    public bool IsAny { get; }

    /// <summary>Memory needed, padding included; zero while the layout is open.</summary>
    public long Bytes { get; }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    internal nint Value => handle;

    /// <summary>Elements one after another, the last axis fastest.</summary>
    /// <exception cref="NativeException">oneDNN is missing or refuses the extents.</exception>
    public static DnnMemoryDesc Plain(DnnType type, params ReadOnlySpan<int> dims)
    {
        Span<long> strides = stackalloc long[dims.Length];
        var stride = 1L;
        for (var axis = dims.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride = checked(stride * Math.Max(dims[axis], 1));
        }

        return Strided(type, dims, strides);
    }

    /// <summary>Channels (axis 1) fastest: extents <c>[N, C, H, W]</c> lie as NHWC, weights <c>[O, I, kH, kW]</c> as
    /// OHWI.</summary>
    /// <exception cref="NativeException">oneDNN is missing or refuses the extents.</exception>
    public static DnnMemoryDesc ChannelsLast(DnnType type, params ReadOnlySpan<int> dims)
    {
        if (dims.Length < 3) return Plain(type, dims);

        Span<long> strides = stackalloc long[dims.Length];
        strides[1] = 1;
        var stride = (long)Math.Max(dims[1], 1);
        for (var axis = dims.Length - 1; axis >= 0; axis--)
        {
            if (axis == 1) continue;
            strides[axis] = stride;
            stride = checked(stride * Math.Max(dims[axis], 1));
        }

        return Strided(type, dims, strides);
    }

    /// <summary>Images <c>[N, C, H, W]</c> as <c>[N, C / 16, H, W, 16]</c>.</summary>
    /// <exception cref="ArgumentException">Not four axes, or the channels are not in sixteens.</exception>
    /// <exception cref="NativeException">oneDNN is missing or refuses the extents.</exception>
    public static DnnMemoryDesc Blocked16(DnnType type, params ReadOnlySpan<int> dims)
    {
        if (dims.Length != 4 || dims[1] % 16 != 0)
        {
            throw new ArgumentException($"[{string.Join(", ", dims.ToArray())}] has no blocks of 16", nameof(dims));
        }

        var extents = stackalloc long[4];
        Widen(dims, new(extents, 4));
        nint made;
        OneDnn.Runtime.Dialect.MakeBlocked(&made, extents, type).OrThrow();
        return new(made);
    }

    /// <summary>Element (i, j, …) lies at <c>i·strides[0] + j·strides[1] + …</c>, counted in elements.</summary>
    /// <exception cref="ArgumentException">Another number of strides than of extents.</exception>
    /// <exception cref="NativeException">oneDNN is missing or refuses the extents.</exception>
    public static DnnMemoryDesc Strided(DnnType type, ReadOnlySpan<int> dims, ReadOnlySpan<long> strides)
    {
        if (strides.Length != dims.Length)
        {
            throw new ArgumentException($"{strides.Length} strides for {dims.Length} axes", nameof(strides));
        }

        Span<long> extents = stackalloc long[dims.Length];
        Widen(dims, extents);
        nint made;
        fixed (long* d = extents, s = strides)
        {
            OneDnn.Runtime.Dialect.MakeStrided(&made, dims.Length, d, type, s).OrThrow();
        }

        return new(made);
    }

    /// <summary>Leaves the layout to the primitive; ask it by <see cref="DnnPrimitive.Desc"/>.</summary>
    /// <exception cref="NativeException">oneDNN is missing or refuses the extents.</exception>
    public static DnnMemoryDesc Any(DnnType type, params ReadOnlySpan<int> dims)
    {
        Span<long> extents = stackalloc long[dims.Length];
        Widen(dims, extents);
        nint made;
        fixed (long* d = extents)
        {
            OneDnn.Runtime.Dialect.MakeAny(&made, dims.Length, d, type).OrThrow();
        }

        return new(made);
    }

    /// <summary>Whether both describe the same memory.</summary>
    public bool Equals(DnnMemoryDesc? other)
    {
        if (other is null) return false;

        var equal = OneDnn.Runtime.Dialect.Same(handle, other.handle);
        GC.KeepAlive(this);
        GC.KeepAlive(other);
        return equal;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DnnMemoryDesc);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Type);
        hash.Add(Bytes);
        foreach (var extent in _dims) hash.Add(extent);
        return hash.ToHashCode();
    }

    /// <summary>Type, extents and size, for messages.</summary>
    public override string ToString() =>
        $"{Type}[{string.Join(", ", _dims)}] {(IsAny ? "any layout" : $"{Bytes} bytes")}";

    /// <summary>This descriptor or, where its layout is open, the one the forward primitive chose.</summary>
    internal DnnMemoryDesc Or(DnnHandle forward, DnnArg arg) =>
        IsAny ? DnnPrimitive.QueryDesc(OneDnn.Runtime.Dialect, forward, arg) ?? this : this;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        OneDnn.Runtime.Dialect.Release(handle);
        return true;
    }

    private static void Widen(ReadOnlySpan<int> from, Span<long> to)
    {
        for (var i = 0; i < from.Length; i++) to[i] = from[i];
    }
}
