using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vireo.Kernels.Managed;

/// <summary>What one pixel of a depthwise result sums: where its terms start in the source and in the
/// weights.</summary>
/// <remarks>The inner loops run over contiguous channels; four neighbouring pixels share the loads of the
/// weights.</remarks>
internal ref struct DepthwiseTaps<T, TData>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TData : unmanaged
{
    private readonly Span<int> _source;
    private readonly Span<int> _weight;
    private int _count;

    public DepthwiseTaps(Span<int> source, Span<int> weight)
    {
        _source = source;
        _weight = weight;
    }

    /// <summary>Image or gradient, channels last.</summary>
    public ref TData Source;

    /// <summary>Weights as <c>[KH · KW, C]</c>.</summary>
    public ref T Weight;

    /// <summary>Start value per channel.</summary>
    public ref T Bias;

    /// <summary>Number of channels.</summary>
    public int Channels;

    public void Clear() => _count = 0;

    public void Add(int source, int weight) => (_source[_count], _weight[_count++]) = (source, weight);

    /// <summary>Sums for one pixel.</summary>
    public readonly void One(ref TData target)
    {
        var c = 0;
        if (Lanes512<T>.IsSupported) c = One<Lanes512<T>>(ref target, c);
        if (Lanes256<T>.IsSupported) c = One<Lanes256<T>>(ref target, c);
        if (Lanes128<T>.IsSupported) c = One<Lanes128<T>>(ref target, c);
        One<Lanes1<T>>(ref target, c);
    }

    /// <summary>Sums for four pixels whose terms lie <paramref name="step"/> elements apart.</summary>
    public readonly void Four(ref TData target, int step)
    {
        var c = 0;
        if (Lanes512<T>.IsSupported) c = Four<Lanes512<T>>(ref target, step, c);
        if (Lanes256<T>.IsSupported) c = Four<Lanes256<T>>(ref target, step, c);
        if (Lanes128<T>.IsSupported) c = Four<Lanes128<T>>(ref target, step, c);
        Four<Lanes1<T>>(ref target, step, c);
    }

    private readonly int One<TLanes>(ref TData target, int c)
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref var x = ref Source;
        ref var w = ref Weight;
        var sources = _source[.._count];
        var weights = _weight[..sources.Length];
        for (var end = Channels - TLanes.Count; c <= end; c += TLanes.Count)
        {
            var sum = TLanes.Load(ref Bias, c);
            for (var t = 0; t < sources.Length; t++)
            {
                sum = TLanes.Fma(TLanes.Read(ref x, sources[t] + c), TLanes.Load(ref w, weights[t] + c), sum);
            }

            sum.Write(ref target, c);
        }

        return c;
    }

    private readonly int Four<TLanes>(ref TData target, int step, int c)
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref var source = ref Source;
        ref var weight = ref Weight;
        nint channels = Channels;
        nint wide = step;
        var sources = _source[.._count];
        var weights = _weight[..sources.Length];
        for (var end = Channels - TLanes.Count; c <= end; c += TLanes.Count)
        {
            TLanes s0 = TLanes.Load(ref Bias, c), s1 = s0, s2 = s0, s3 = s0;
            for (var t = 0; t < sources.Length; t++)
            {
                ref var x = ref Unsafe.Add(ref source, sources[t] + c);
                var w = TLanes.Load(ref weight, weights[t] + c);
                s0 = TLanes.Fma(TLanes.Read(ref x, 0), w, s0);
                s1 = TLanes.Fma(TLanes.Read(ref x, wide), w, s1);
                s2 = TLanes.Fma(TLanes.Read(ref x, 2 * wide), w, s2);
                s3 = TLanes.Fma(TLanes.Read(ref x, 3 * wide), w, s3);
            }

            s0.Write(ref target, c);
            s1.Write(ref target, c + channels);
            s2.Write(ref target, c + 2 * channels);
            s3.Write(ref target, c + 3 * channels);
        }

        return c;
    }
}
