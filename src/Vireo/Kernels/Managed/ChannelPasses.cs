using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Vireo.Kernels.Managed;

/// <summary>Loops over rows of channels that batch and group norm are made of. Rows are taken in blocks that stay in
/// the first cache; vectors hold one number per channel.</summary>
internal static class ChannelPasses
{
    /// <summary>Channels whose parts are merged together.</summary>
    public const int Together = 64;

    /// <summary>Means relative to the first row, then sums of squared deviations, of the rows of a part. Blocks are
    /// centred before they are squared and merged after Chan, Golub and LeVeque 1979.</summary>
    /// <param name="x">Rows.</param>
    /// <param name="cut">How they are cut.</param>
    /// <param name="moments">Twice the channels.</param>
    public static void Measure<T, TData>(ReadOnlySpan<TData> x, in ChannelRows cut, Span<T> moments)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TData : unmanaged
    {
        moments.Clear();
        var count = x.Length / cut.Channels;
        for (var row = 0; row < count; row += cut.BlockRows)
        {
            var pass = new NormPasses.Measure<T, TData>
            {
                Channels = cut.Channels, Before = row, Block = Block(x, row, count, cut), First = x, Moments = moments,
            };
            ChannelLanes.Walk<NormPasses.Measure<T, TData>, T>(ref pass, cut.Channels);
        }
    }

    /// <summary>Means and sums of squared deviations of neighbouring channels from those of all parts, in order and in
    /// double.</summary>
    /// <param name="cut">How the rows were cut.</param>
    /// <param name="x">The rows of all parts.</param>
    /// <param name="moments">What <see cref="Measure{T, TData}"/> found, part after part.</param>
    /// <param name="channel">The first channel.</param>
    /// <param name="means">Means.</param>
    /// <param name="squares">As many sums.</param>
    public static void Merge<T, TData>(
        in ChannelRows cut, ReadOnlySpan<TData> x, ReadOnlySpan<T> moments, int channel, Span<double> means,
        Span<double> squares)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TData : unmanaged
    {
        Span<double> firsts = stackalloc double[means.Length];
        Span<double> shifted = stackalloc double[means.Length];
        Span<double> own = stackalloc double[means.Length];
        means.Clear();
        squares.Clear();
        for (var part = 0; part < cut.Parts; part++)
        {
            var (before, after) = ((double)part * cut.PartRows, (double)cut.End(part));
            var share = (after - before) / after;
            var at = 2 * part * cut.Channels + channel;
            WidenData<T, TData>(x.Slice(part * cut.PartRows * cut.Channels + channel, means.Length), firsts);
            Widen(moments.Slice(at, means.Length), shifted);
            Widen(moments.Slice(at + cut.Channels, means.Length), own);
            MergePart(firsts, shifted, own, share, before * share, means, squares);
        }
    }

    private static void MergePart(
        ReadOnlySpan<double> firsts, ReadOnlySpan<double> shifted, ReadOnlySpan<double> own, double share,
        double weight, Span<double> means, Span<double> squares)
    {
        var i = 0;
        var (shares, weights) = (new Vector<double>(share), new Vector<double>(weight));
        for (; i <= means.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var mean = new Vector<double>(means[i..]);
            var step = new Vector<double>(firsts[i..]) + new Vector<double>(shifted[i..]) - mean;
            (new Vector<double>(squares[i..]) + (new Vector<double>(own[i..]) + step * step * weights))
                .CopyTo(squares[i..]);
            (mean + step * shares).CopyTo(means[i..]);
        }

        for (; i < means.Length; i++)
        {
            var step = firsts[i] + shifted[i] - means[i];
            squares[i] += own[i] + step * step * weight;
            means[i] += step * share;
        }
    }

    private static void WidenData<T, TData>(ReadOnlySpan<TData> from, Span<double> to)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TData : unmanaged
    {
        if (typeof(TData) == typeof(T)) Widen(MemoryMarshal.Cast<TData, T>(from), to);
        else
        {
            var brain = MemoryMarshal.Cast<TData, ushort>(from);
            for (var i = 0; i < brain.Length; i++) to[i] = BFloat.ToSingle(brain[i]);
        }
    }

    private static void Widen<T>(ReadOnlySpan<T> from, Span<double> to)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.ConvertTruncating(from, to);

    /// <summary><c>y = (x - mean - low) · scale + shift</c>.</summary>
    /// <param name="x">Rows.</param>
    /// <param name="y">As many rows.</param>
    /// <param name="cut">How they are cut.</param>
    /// <param name="factors">Mean, what its rounding lost, and scale, one after the other.</param>
    /// <param name="shift">What is added.</param>
    public static void Scale<T, TData>(
        ReadOnlySpan<TData> x, Span<TData> y, in ChannelRows cut, ReadOnlySpan<T> factors, ReadOnlySpan<T> shift)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TData : unmanaged =>
        Scale<T, TData, NormFunctions.Identity>(x, [], y, [], cut, factors, shift);

    /// <summary><c>y = f((x - mean - low) · scale + shift [+ addend])</c>.</summary>
    /// <param name="x">Rows.</param>
    /// <param name="addend">As many rows, or nothing.</param>
    /// <param name="y">As many rows.</param>
    /// <param name="signs">A bit for every number: whether f was given one above zero. Or nothing.</param>
    /// <param name="cut">How they are cut.</param>
    /// <param name="factors">Mean, what its rounding lost, and scale, one after the other.</param>
    /// <param name="shift">What is added to every row.</param>
    public static void Scale<T, TData, TFunction>(
        ReadOnlySpan<TData> x, ReadOnlySpan<TData> addend, Span<TData> y, Span<byte> signs, in ChannelRows cut,
        ReadOnlySpan<T> factors, ReadOnlySpan<T> shift)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TData : unmanaged
        where TFunction : struct, INormFunction
    {
        var count = x.Length / cut.Channels;
        for (var row = 0; row < count; row += cut.BlockRows)
        {
            var from = Block(x, row, count, cut);
            var pass = new NormPasses.Scale<T, TData, TFunction>
            {
                Channels = cut.Channels, From = from, Factors = factors, Shifts = shift,
                To = y.Slice(row * cut.Channels, from.Length),
                Addend = addend.IsEmpty ? [] : addend.Slice(row * cut.Channels, from.Length),
                Signs = signs.IsEmpty ? [] : signs[(row * SignBits.RowBytes(cut.Channels))..],
            };
            ChannelLanes.Walk<NormPasses.Scale<T, TData, TFunction>, T>(ref pass, cut.Channels);
        }
    }

    /// <summary><c>Σ dy</c>, then <c>Σ dy · (x - mean)</c>, of the rows of a part.</summary>
    /// <param name="x">Rows.</param>
    /// <param name="dy">As many rows.</param>
    /// <param name="cut">How they are cut.</param>
    /// <param name="mean">Means.</param>
    /// <param name="sums">Twice the channels.</param>
    public static void Correlate<T, TData>(
        ReadOnlySpan<TData> x, ReadOnlySpan<TData> dy, in ChannelRows cut, ReadOnlySpan<T> mean, Span<T> sums)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TData : unmanaged =>
        Correlate<T, TData, NormFunctions.Identity>(x, dy, cut, mean, [], [], sums);

    /// <summary>The same with <c>f'(z) · dy</c> in place of dy, z from the factors and shifts of the forward
    /// pass.</summary>
    public static void Correlate<T, TData, TFunction>(
        ReadOnlySpan<TData> x, ReadOnlySpan<TData> dy, in ChannelRows cut, ReadOnlySpan<T> mean,
        ReadOnlySpan<T> forward,
        ReadOnlySpan<T> shifts, Span<T> sums)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TData : unmanaged
        where TFunction : struct, INormFunction
    {
        sums.Clear();
        var count = x.Length / cut.Channels;
        for (var row = 0; row < count; row += cut.BlockRows)
        {
            var pass = new NormPasses.Correlate<T, TData, TFunction>
            {
                Channels = cut.Channels, X = Block(x, row, count, cut), Dy = Block(dy, row, count, cut), Means = mean,
                Sums = sums, Forward = forward, Shifts = shifts,
            };
            ChannelLanes.Walk<NormPasses.Correlate<T, TData, TFunction>, T>(ref pass, cut.Channels);
        }
    }

    /// <summary>The same with <c>d = dy [+ more]</c> where the sign is set, zero elsewhere.</summary>
    /// <param name="x">Rows.</param>
    /// <param name="dy">As many rows.</param>
    /// <param name="more">As many rows, or nothing.</param>
    /// <param name="signs">What the forward pass noted of these rows.</param>
    /// <param name="d">As many rows, which may be those of <paramref name="dy"/>.</param>
    /// <param name="cut">How they are cut.</param>
    /// <param name="mean">Means.</param>
    /// <param name="sums">Twice the channels.</param>
    public static void CorrelateWhere<T, TData>(
        ReadOnlySpan<TData> x, ReadOnlySpan<TData> dy, ReadOnlySpan<TData> more, ReadOnlySpan<byte> signs,
        Span<TData> d,
        in ChannelRows cut, ReadOnlySpan<T> mean, Span<T> sums)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TData : unmanaged
    {
        sums.Clear();
        var count = x.Length / cut.Channels;
        for (var row = 0; row < count; row += cut.BlockRows)
        {
            var block = Block(x, row, count, cut);
            var pass = new NormPasses.CorrelateWhere<T, TData>
            {
                Channels = cut.Channels, X = block, Dy = Block(dy, row, count, cut),
                More = more.IsEmpty ? [] : Block(more, row, count, cut),
                Signs = signs[(row * SignBits.RowBytes(cut.Channels))..], Means = mean,
                D = d.Slice(row * cut.Channels, block.Length), Sums = sums,
            };
            ChannelLanes.Walk<NormPasses.CorrelateWhere<T, TData>, T>(ref pass, cut.Channels);
        }
    }

    /// <summary>The sums of neighbouring channels over all parts, in order and in double.</summary>
    /// <param name="cut">How the rows were cut.</param>
    /// <param name="sums">What <see cref="Correlate{T, TData}"/> found, part after part.</param>
    /// <param name="channel">The first channel.</param>
    /// <param name="plain"><c>Σ dy</c>.</param>
    /// <param name="weighted">As many <c>Σ dy · (x - mean)</c>.</param>
    public static void Add<T>(
        in ChannelRows cut, ReadOnlySpan<T> sums, int channel, Span<double> plain, Span<double> weighted)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<double> own = stackalloc double[plain.Length];
        plain.Clear();
        weighted.Clear();
        for (var part = 0; part < cut.Parts; part++)
        {
            var at = 2 * part * cut.Channels + channel;
            Widen(sums.Slice(at, own.Length), own);
            TensorPrimitives.Add(plain, own, plain);
            Widen(sums.Slice(at + cut.Channels, own.Length), own);
            TensorPrimitives.Add(weighted, own, weighted);
        }
    }

    /// <summary><c>dx = dy · slope + (x - mean) · curve + constant</c>.</summary>
    /// <param name="x">Rows.</param>
    /// <param name="dy">As many rows.</param>
    /// <param name="dx">As many rows.</param>
    /// <param name="cut">How they are cut.</param>
    /// <param name="mean">Means.</param>
    /// <param name="factors">Slope, curve and constant, one after the other.</param>
    public static void Slope<T, TData>(
        ReadOnlySpan<TData> x, ReadOnlySpan<TData> dy, Span<TData> dx, in ChannelRows cut, ReadOnlySpan<T> mean,
        ReadOnlySpan<T> factors)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TData : unmanaged =>
        Slope<T, TData, NormFunctions.Identity>(x, dy, dx, cut, mean, factors, [], []);

    /// <summary>The same with <c>f'(z) · dy</c> in place of dy, z from the factors and shifts of the forward
    /// pass.</summary>
    public static void Slope<T, TData, TFunction>(
        ReadOnlySpan<TData> x, ReadOnlySpan<TData> dy, Span<TData> dx, in ChannelRows cut, ReadOnlySpan<T> mean,
        ReadOnlySpan<T> factors, ReadOnlySpan<T> forward, ReadOnlySpan<T> shifts)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TData : unmanaged
        where TFunction : struct, INormFunction
    {
        var count = x.Length / cut.Channels;
        for (var row = 0; row < count; row += cut.BlockRows)
        {
            var block = Block(x, row, count, cut);
            var pass = new NormPasses.Slope<T, TData, TFunction>
            {
                Channels = cut.Channels, X = block, Dy = Block(dy, row, count, cut), Means = mean, Factors = factors,
                Dx = dx.Slice(row * cut.Channels, block.Length), Forward = forward, Shifts = shifts,
            };
            ChannelLanes.Walk<NormPasses.Slope<T, TData, TFunction>, T>(ref pass, cut.Channels);
        }
    }

    private static ReadOnlySpan<TData> Block<TData>(ReadOnlySpan<TData> x, int row, int count, in ChannelRows cut) =>
        x.Slice(row * cut.Channels, Math.Min(cut.BlockRows, count - row) * cut.Channels);
}
