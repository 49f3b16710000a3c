namespace Vireo.Kernels.Managed;

/// <summary>A register's worth of numbers. Kernels are written once over it; the compiler specialises them for every
/// width, so 512-bit, 256-bit, 128-bit and scalar paths are the same lines.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <typeparam name="T">Element type.</typeparam>
internal interface ILanes<TSelf, T>
    where TSelf : struct, ILanes<TSelf, T>
    where T : unmanaged
{
    /// <summary>Elements per value.</summary>
    public static abstract int Count { get; }

    /// <summary>Whether the processor has registers of this width.</summary>
    public static abstract bool IsSupported { get; }

    /// <summary>All lanes zero.</summary>
    public static abstract TSelf Zero { get; }

    /// <summary>All lanes equal to <paramref name="value"/>.</summary>
    public static abstract TSelf All(T value);

    /// <summary>Reads <see cref="Count"/> elements from <paramref name="index"/> on.</summary>
    public static abstract TSelf Load(ref T source, nint index);

    /// <summary>Writes all lanes.</summary>
    public void Store(ref T target, nint index);

    /// <summary>Reads <see cref="Count"/> stored elements: <typeparamref name="T"/> as it is, or brain floats as their
    /// bits.</summary>
    public static abstract TSelf Read<TData>(ref TData source, nint index)
        where TData : unmanaged;

    /// <summary>Writes all lanes as stored elements; brain floats are rounded.</summary>
    public void Write<TData>(ref TData target, nint index)
        where TData : unmanaged;

    /// <summary><c>a·b + c</c>, rounded once.</summary>
    public static abstract TSelf Fma(TSelf a, TSelf b, TSelf c);

    /// <summary>Lane-wise sum.</summary>
    public static abstract TSelf operator +(TSelf a, TSelf b);

    /// <summary>Lane-wise difference.</summary>
    public static abstract TSelf operator -(TSelf a, TSelf b);

    /// <summary>Lane-wise product.</summary>
    public static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary>Lane-wise quotient.</summary>
    public static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>Lane-wise square root.</summary>
    public static abstract TSelf Sqrt(TSelf a);

    /// <summary>Where <paramref name="a"/> exceeds <paramref name="b"/>, <paramref name="then"/>, else
    /// <paramref name="otherwise"/>; false for NaN.</summary>
    public static abstract TSelf IfGreater(TSelf a, TSelf b, TSelf then, TSelf otherwise);

    /// <summary>As <see cref="IfGreater"/>, but true as well where <paramref name="a"/> is NaN.</summary>
    public static abstract TSelf IfGreaterOrNaN(TSelf a, TSelf b, TSelf then, TSelf otherwise);

    /// <summary><c>2^n</c> for integral n in the range of normal exponents.</summary>
    public static abstract TSelf PowerOfTwo(TSelf n);

    /// <summary>Writes whole numbers as integers.</summary>
    public void StoreIntegers(ref int target, nint index);

    /// <summary>Writes a bit for every lane: whether it is above zero.</summary>
    /// <param name="bits">Bits, eight to a byte, the lowest first.</param>
    /// <param name="index">The first one, a multiple of <see cref="Count"/>. Those before it in its byte stay, those
    /// behind become zero.</param>
    public void StoreSigns(ref byte bits, nint index);

    /// <summary>The lanes whose bits are set, zero for the others.</summary>
    public TSelf KeepWhere(ref byte bits, nint index);

    /// <summary>The sum of all lanes, halves first.</summary>
    public T Sum();

    /// <summary>The largest lane.</summary>
    public T Largest();
}
