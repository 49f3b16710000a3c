using System.Numerics;
using System.Runtime.InteropServices;

namespace Vireo.Kernels.Managed;

/// <summary>Loops over rows of channels that batch and group norm are made of. Rows are taken in blocks that stay in
/// the first cache; vectors hold one number per channel.</summary>
internal static class ChannelPasses
{
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
            var block = Block(x, row, count, cut);
            var c = 0;
            if (Lanes512<T>.IsSupported) c = Measure<Lanes512<T>, T, TData>(block, x, row, cut.Channels, moments, c);
            if (Lanes256<T>.IsSupported) c = Measure<Lanes256<T>, T, TData>(block, x, row, cut.Channels, moments, c);
            if (Lanes128<T>.IsSupported) c = Measure<Lanes128<T>, T, TData>(block, x, row, cut.Channels, moments, c);
            Measure<Lanes1<T>, T, TData>(block, x, row, cut.Channels, moments, c);
        }
    }

    /// <summary>Mean and sum of squared deviations of a channel from those of all parts, in order and in
    /// double.</summary>
    /// <param name="cut">How the rows were cut.</param>
    /// <param name="x">The rows of all parts.</param>
    /// <param name="moments">What <see cref="Measure{T, TData}"/> found, part after part.</param>
    /// <param name="channel">The channel.</param>
    public static (double Mean, double Squares) Merge<T, TData>(
        in ChannelRows cut, ReadOnlySpan<TData> x, ReadOnlySpan<T> moments, int channel)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TData : unmanaged
    {
        var (mean, squares) = (0.0, 0.0);
        for (var part = 0; part < cut.Parts; part++)
        {
            var (before, after) = ((double)part * cut.PartRows, (double)cut.End(part));
            var (share, own) = ((after - before) / after, 2 * part * cut.Channels + channel);
            var start = part * cut.PartRows * cut.Channels + channel;
            var step = Number<T, TData>(x.Slice(start, 1))
                + double.CreateTruncating(moments[own]) - mean;
            squares += double.CreateTruncating(moments[own + cut.Channels]) + step * step * (before * share);
            mean += step * share;
        }

        return (mean, squares);
    }

    /// <summary><c>y = (x - mean - low) · scale + shift</c>.</summary>
    /// <param name="x">Rows.</param>
    /// <param name="y">As many rows.</param>
    /// <param name="cut">How they are cut.</param>
    /// <param name="factors">Mean, what its rounding lost, and scale, one after the other.</param>
    /// <param name="shift">What is added.</param>
    public static void Scale<T, TData>(
        ReadOnlySpan<TData> x, Span<TData> y, in ChannelRows cut, ReadOnlySpan<T> factors, ReadOnlySpan<T> shift)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TData : unmanaged
    {
        var count = x.Length / cut.Channels;
        for (var row = 0; row < count; row += cut.BlockRows)
        {
            var from = Block(x, row, count, cut);
            var c = 0;
            var to = y.Slice(row * cut.Channels, from.Length);
            if (Lanes512<T>.IsSupported) c = Scale<Lanes512<T>, T, TData>(from, to, cut.Channels, factors, shift, c);
            if (Lanes256<T>.IsSupported) c = Scale<Lanes256<T>, T, TData>(from, to, cut.Channels, factors, shift, c);
            if (Lanes128<T>.IsSupported) c = Scale<Lanes128<T>, T, TData>(from, to, cut.Channels, factors, shift, c);
            Scale<Lanes1<T>, T, TData>(from, to, cut.Channels, factors, shift, c);
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
        where TData : unmanaged
    {
        sums.Clear();
        var count = x.Length / cut.Channels;
        for (var row = 0; row < count; row += cut.BlockRows)
        {
            var left = Block(x, row, count, cut);
            var c = 0;
            var right = Block(dy, row, count, cut);
            if (Lanes512<T>.IsSupported) c = Correlate<Lanes512<T>, T, TData>(left, right, cut.Channels, mean, sums, c);
            if (Lanes256<T>.IsSupported) c = Correlate<Lanes256<T>, T, TData>(left, right, cut.Channels, mean, sums, c);
            if (Lanes128<T>.IsSupported) c = Correlate<Lanes128<T>, T, TData>(left, right, cut.Channels, mean, sums, c);
            Correlate<Lanes1<T>, T, TData>(left, right, cut.Channels, mean, sums, c);
        }
    }

    /// <summary>The sums of a channel over all parts, in order and in double.</summary>
    public static (double Plain, double Weighted) Add<T>(in ChannelRows cut, ReadOnlySpan<T> sums, int channel)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (plain, weighted) = (0.0, 0.0);
        for (var part = 0; part < cut.Parts; part++)
        {
            var own = 2 * part * cut.Channels + channel;
            plain += double.CreateTruncating(sums[own]);
            weighted += double.CreateTruncating(sums[own + cut.Channels]);
        }

        return (plain, weighted);
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
        where TData : unmanaged
    {
        var count = x.Length / cut.Channels;
        for (var row = 0; row < count; row += cut.BlockRows)
        {
            var left = Block(x, row, count, cut);
            var c = 0;
            var right = Block(dy, row, count, cut);
            var to = dx.Slice(row * cut.Channels, left.Length);
            if (Lanes512<T>.IsSupported) c = Slope<Lanes512<T>, T, TData>(left, right, to, cut.Channels, mean, factors, c);
            if (Lanes256<T>.IsSupported) c = Slope<Lanes256<T>, T, TData>(left, right, to, cut.Channels, mean, factors, c);
            if (Lanes128<T>.IsSupported) c = Slope<Lanes128<T>, T, TData>(left, right, to, cut.Channels, mean, factors, c);
            Slope<Lanes1<T>, T, TData>(left, right, to, cut.Channels, mean, factors, c);
        }
    }

    private static double Number<T, TData>(ReadOnlySpan<TData> x)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TData : unmanaged => double.CreateTruncating(
            Lanes1<T>.Read(ref MemoryMarshal.GetReference(x), 0).Sum());

    private static ReadOnlySpan<T> Block<T>(ReadOnlySpan<T> x, int row, int count, in ChannelRows cut) =>
        x.Slice(row * cut.Channels, Math.Min(cut.BlockRows, count - row) * cut.Channels);

    private static int Measure<TLanes, T, TData>(
        ReadOnlySpan<TData> block, ReadOnlySpan<TData> first, int before, int channels, Span<T> moments, int c)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TData : unmanaged
    {
        ref var x = ref MemoryMarshal.GetReference(block);
        ref var means = ref MemoryMarshal.GetReference(moments);
        ref var squares = ref moments[channels];
        var rows = block.Length / channels;
        var perRow = TLanes.All(T.One / T.CreateTruncating(rows));
        var share = TLanes.All(T.CreateTruncating((double)rows / (before + rows)));
        var weight = TLanes.All(T.CreateTruncating((double)before * rows / (before + rows)));
        for (; c <= channels - TLanes.Count; c += TLanes.Count)
        {
            var shift = TLanes.Read(ref MemoryMarshal.GetReference(first), c);
            var sum = TLanes.Zero;
            nint at = c;
            for (var row = 0; row < rows; row++, at += channels) sum += TLanes.Read(ref x, at) - shift;
            var own = sum * perRow;
            var square = TLanes.Zero;
            at = c;
            for (var row = 0; row < rows; row++, at += channels)
            {
                var centred = TLanes.Read(ref x, at) - shift - own;
                square = TLanes.Fma(centred, centred, square);
            }

            var mean = TLanes.Load(ref means, c);
            var step = own - mean;
            TLanes.Fma(step, share, mean).Store(ref means, c);
            (TLanes.Load(ref squares, c) + TLanes.Fma(step * step, weight, square)).Store(ref squares, c);
        }

        return c;
    }

    private static int Scale<TLanes, T, TData>(
        ReadOnlySpan<TData> from, Span<TData> to, int channels, ReadOnlySpan<T> factors, ReadOnlySpan<T> shifts, int c)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged
        where TData : unmanaged
    {
        ref var x = ref MemoryMarshal.GetReference(from);
        ref var y = ref MemoryMarshal.GetReference(to);
        ref var factor = ref MemoryMarshal.GetReference(factors);
        for (; c <= channels - TLanes.Count; c += TLanes.Count)
        {
            var high = TLanes.Load(ref factor, c);
            var low = TLanes.Load(ref factor, channels + c);
            var scale = TLanes.Load(ref factor, 2 * channels + c);
            var shift = TLanes.Load(ref MemoryMarshal.GetReference(shifts), c);
            for (nint at = c; at < from.Length; at += channels)
            {
                TLanes.Fma(TLanes.Read(ref x, at) - high - low, scale, shift).Write(ref y, at);
            }
        }

        return c;
    }

    private static int Correlate<TLanes, T, TData>(
        ReadOnlySpan<TData> left, ReadOnlySpan<TData> right, int channels, ReadOnlySpan<T> means, Span<T> sums, int c)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged
        where TData : unmanaged
    {
        ref var x = ref MemoryMarshal.GetReference(left);
        ref var dy = ref MemoryMarshal.GetReference(right);
        ref var target = ref MemoryMarshal.GetReference(sums);
        for (; c <= channels - TLanes.Count; c += TLanes.Count)
        {
            var mean = TLanes.Load(ref MemoryMarshal.GetReference(means), c);
            TLanes plain = TLanes.Zero, weighted = TLanes.Zero;
            for (nint at = c; at < left.Length; at += channels)
            {
                var gradient = TLanes.Read(ref dy, at);
                plain += gradient;
                weighted = TLanes.Fma(gradient, TLanes.Read(ref x, at) - mean, weighted);
            }

            (TLanes.Load(ref target, c) + plain).Store(ref target, c);
            (TLanes.Load(ref target, channels + c) + weighted).Store(ref target, channels + c);
        }

        return c;
    }

    private static int Slope<TLanes, T, TData>(
        ReadOnlySpan<TData> left, ReadOnlySpan<TData> right, Span<TData> to, int channels, ReadOnlySpan<T> means,
        ReadOnlySpan<T> factors, int c)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged
        where TData : unmanaged
    {
        ref var x = ref MemoryMarshal.GetReference(left);
        ref var dy = ref MemoryMarshal.GetReference(right);
        ref var dx = ref MemoryMarshal.GetReference(to);
        ref var factor = ref MemoryMarshal.GetReference(factors);
        for (; c <= channels - TLanes.Count; c += TLanes.Count)
        {
            var mean = TLanes.Load(ref MemoryMarshal.GetReference(means), c);
            var slope = TLanes.Load(ref factor, c);
            var curve = TLanes.Load(ref factor, channels + c);
            var constant = TLanes.Load(ref factor, 2 * channels + c);
            for (nint at = c; at < left.Length; at += channels)
            {
                var rest = TLanes.Fma(TLanes.Read(ref x, at) - mean, curve, constant);
                TLanes.Fma(TLanes.Read(ref dy, at), slope, rest).Write(ref dx, at);
            }
        }

        return c;
    }
}
