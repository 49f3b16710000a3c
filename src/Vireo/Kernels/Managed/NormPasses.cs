using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vireo.Kernels.Managed;

/// <summary>The inner loops of <see cref="ChannelPasses"/>: each over all rows of a block, for a few
/// channels.</summary>
internal static class NormPasses
{
    /// <summary>Mean and squared deviations of a block, merged into those of the rows before it.</summary>
    public ref struct Measure<T, TData> : IChannelPass<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TData : unmanaged
    {
        public required int Channels;
        public required int Before;
        public required ReadOnlySpan<TData> Block;
        public required ReadOnlySpan<TData> First;
        public required Span<T> Moments;

        public readonly void Work<TLanes>(int c)
            where TLanes : struct, ILanes<TLanes, T>
        {
            ref var x = ref MemoryMarshal.GetReference(Block);
            ref var means = ref MemoryMarshal.GetReference(Moments);
            ref var squares = ref Moments[Channels];
            nint channels = Channels, end = Block.Length;
            var rows = Block.Length / Channels;
            var perRow = TLanes.All(T.One / T.CreateTruncating(rows));
            var share = TLanes.All(T.CreateTruncating((double)rows / (Before + rows)));
            var weight = TLanes.All(T.CreateTruncating((double)Before * rows / (Before + rows)));
            var shift = TLanes.Read(ref MemoryMarshal.GetReference(First), c);
            var sum = TLanes.Zero;
            for (nint at = c; at < end; at += channels) sum += TLanes.Read(ref x, at) - shift;
            var own = sum * perRow;
            var square = TLanes.Zero;
            for (nint at = c; at < end; at += channels)
            {
                var centred = TLanes.Read(ref x, at) - shift - own;
                square = TLanes.Fma(centred, centred, square);
            }

            var mean = TLanes.Load(ref means, c);
            var step = own - mean;
            TLanes.Fma(step, share, mean).Store(ref means, c);
            (TLanes.Load(ref squares, c) + TLanes.Fma(step * step, weight, square)).Store(ref squares, c);
        }
    }

    /// <summary><c>y = f((x - mean - low) · scale + shift [+ addend])</c>, and what of it is above zero.</summary>
    public ref struct Scale<T, TData, TFunction> : IChannelPass<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TData : unmanaged
        where TFunction : struct, INormFunction
    {
        public required int Channels;
        public required ReadOnlySpan<TData> From;
        public required ReadOnlySpan<T> Factors;
        public required ReadOnlySpan<T> Shifts;
        public required Span<TData> To;
        public ReadOnlySpan<TData> Addend;
        public Span<byte> Signs;

        public readonly void Work<TLanes>(int c)
            where TLanes : struct, ILanes<TLanes, T>
        {
            ref var x = ref MemoryMarshal.GetReference(From);
            ref var y = ref MemoryMarshal.GetReference(To);
            ref var addend = ref MemoryMarshal.GetReference(Addend);
            ref var signs = ref MemoryMarshal.GetReference(Signs);
            nint channels = Channels, end = From.Length, bit = c, rowBits = 8 * SignBits.RowBytes(Channels);
            bool adds = !Addend.IsEmpty, signed = !Signs.IsEmpty;
            ref var factor = ref MemoryMarshal.GetReference(Factors);
            var high = TLanes.Load(ref factor, c);
            var low = TLanes.Load(ref factor, channels + c);
            var scale = TLanes.Load(ref factor, 2 * channels + c);
            var shift = TLanes.Load(ref MemoryMarshal.GetReference(Shifts), c);
            for (nint at = c; at < end; at += channels, bit += rowBits)
            {
                var sum = TLanes.Fma(TLanes.Read(ref x, at) - high - low, scale, shift);
                if (adds) sum += TLanes.Read(ref addend, at);
                if (signed) sum.StoreSigns(ref signs, bit);
                TFunction.Apply<TLanes, T>(sum).Write(ref y, at);
            }
        }
    }

    /// <summary><c>Σ d</c> and <c>Σ d · (x - mean)</c> of gradients <c>d = f'(z) · dy</c>, z from the factors of the
    /// forward pass.</summary>
    public ref struct Correlate<T, TData, TFunction> : IChannelPass<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TData : unmanaged
        where TFunction : struct, INormFunction
    {
        public required int Channels;
        public required ReadOnlySpan<TData> X;
        public required ReadOnlySpan<TData> Dy;
        public required ReadOnlySpan<T> Means;
        public required Span<T> Sums;
        public ReadOnlySpan<T> Forward;
        public ReadOnlySpan<T> Shifts;

        public readonly void Work<TLanes>(int c)
            where TLanes : struct, ILanes<TLanes, T>
        {
            ref var x = ref MemoryMarshal.GetReference(X);
            ref var dy = ref MemoryMarshal.GetReference(Dy);
            ref var target = ref MemoryMarshal.GetReference(Sums);
            nint channels = Channels, end = X.Length;
            var mean = TLanes.Load(ref MemoryMarshal.GetReference(Means), c);
            var function = Normalised<TLanes, T, TFunction>.Load(Forward, Shifts, c);
            TLanes plain = TLanes.Zero, weighted = TLanes.Zero;
            for (nint at = c; at < end; at += channels)
            {
                var input = TLanes.Read(ref x, at);
                var gradient = function.Gradient(input, TLanes.Read(ref dy, at));
                plain += gradient;
                weighted = TLanes.Fma(gradient, input - mean, weighted);
            }

            (TLanes.Load(ref target, c) + plain).Store(ref target, c);
            (TLanes.Load(ref target, channels + c) + weighted).Store(ref target, channels + c);
        }
    }

    /// <summary>The same of gradients <c>d = [sign] · (dy [+ more])</c>, which are kept.</summary>
    public ref struct CorrelateWhere<T, TData> : IChannelPass<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TData : unmanaged
    {
        public required int Channels;
        public required ReadOnlySpan<TData> X;
        public required ReadOnlySpan<TData> Dy;
        public required ReadOnlySpan<TData> More;
        public required ReadOnlySpan<byte> Signs;
        public required ReadOnlySpan<T> Means;
        public required Span<TData> D;
        public required Span<T> Sums;

        public readonly void Work<TLanes>(int c)
            where TLanes : struct, ILanes<TLanes, T>
        {
            ref var x = ref MemoryMarshal.GetReference(X);
            ref var dy = ref MemoryMarshal.GetReference(Dy);
            ref var more = ref MemoryMarshal.GetReference(More);
            ref var signs = ref MemoryMarshal.GetReference(Signs);
            ref var d = ref MemoryMarshal.GetReference(D);
            ref var target = ref MemoryMarshal.GetReference(Sums);
            nint channels = Channels, end = X.Length, bit = c, rowBits = 8 * SignBits.RowBytes(Channels);
            var adds = !More.IsEmpty;
            var mean = TLanes.Load(ref MemoryMarshal.GetReference(Means), c);
            TLanes plain = TLanes.Zero, weighted = TLanes.Zero;
            for (nint at = c; at < end; at += channels, bit += rowBits)
            {
                var gradient = TLanes.Read(ref dy, at);
                if (adds) gradient += TLanes.Read(ref more, at);
                gradient = gradient.KeepWhere(ref signs, bit);
                gradient.Write(ref d, at);
                plain += gradient;
                weighted = TLanes.Fma(gradient, TLanes.Read(ref x, at) - mean, weighted);
            }

            (TLanes.Load(ref target, c) + plain).Store(ref target, c);
            (TLanes.Load(ref target, channels + c) + weighted).Store(ref target, channels + c);
        }
    }

    /// <summary><c>dx = d · slope + (x - mean) · curve + constant</c>.</summary>
    public ref struct Slope<T, TData, TFunction> : IChannelPass<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TData : unmanaged
        where TFunction : struct, INormFunction
    {
        public required int Channels;
        public required ReadOnlySpan<TData> X;
        public required ReadOnlySpan<TData> Dy;
        public required ReadOnlySpan<T> Means;
        public required ReadOnlySpan<T> Factors;
        public required Span<TData> Dx;
        public ReadOnlySpan<T> Forward;
        public ReadOnlySpan<T> Shifts;

        public readonly void Work<TLanes>(int c)
            where TLanes : struct, ILanes<TLanes, T>
        {
            ref var x = ref MemoryMarshal.GetReference(X);
            ref var dy = ref MemoryMarshal.GetReference(Dy);
            ref var dx = ref MemoryMarshal.GetReference(Dx);
            ref var factor = ref MemoryMarshal.GetReference(Factors);
            nint channels = Channels, end = X.Length;
            var mean = TLanes.Load(ref MemoryMarshal.GetReference(Means), c);
            var slope = TLanes.Load(ref factor, c);
            var curve = TLanes.Load(ref factor, channels + c);
            var constant = TLanes.Load(ref factor, 2 * channels + c);
            var function = Normalised<TLanes, T, TFunction>.Load(Forward, Shifts, c);
            for (nint at = c; at < end; at += channels)
            {
                var input = TLanes.Read(ref x, at);
                var gradient = function.Gradient(input, TLanes.Read(ref dy, at));
                var rest = TLanes.Fma(input - mean, curve, constant);
                TLanes.Fma(gradient, slope, rest).Write(ref dx, at);
            }
        }
    }

    /// <summary>Computes again what a function was applied to.</summary>
    private readonly struct Normalised<TLanes, T, TFunction>(TLanes high, TLanes low, TLanes scale, TLanes shift)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, INormFunction
    {
        private readonly TLanes _high = high;
        private readonly TLanes _low = low;
        private readonly TLanes _scale = scale;
        private readonly TLanes _shift = shift;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Normalised<TLanes, T, TFunction> Load(ReadOnlySpan<T> factors, ReadOnlySpan<T> shifts, int c)
        {
            if (TFunction.IsIdentity) return default;
            ref var factor = ref MemoryMarshal.GetReference(factors);
            nint channels = shifts.Length;
            return new(
                TLanes.Load(ref factor, c), TLanes.Load(ref factor, channels + c),
                TLanes.Load(ref factor, 2 * channels + c), TLanes.Load(ref MemoryMarshal.GetReference(shifts), c));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Gradient(TLanes x, TLanes dy) => TFunction.IsIdentity
            ? dy
            : TFunction.Gradient<TLanes, T>(TLanes.Fma(x - _high - _low, _scale, _shift), dy);
    }
}
