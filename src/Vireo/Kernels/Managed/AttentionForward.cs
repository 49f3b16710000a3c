using System.Numerics;
using System.Runtime.CompilerServices;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Attention with a softmax that goes from block to block of keys: working memory is one turned copy of the
/// keys and a few blocks, whatever the product of queries and keys.</summary>
/// <remarks>Inputs: q, k, v, then bias and mask where there are. Outputs: y, and the logarithms of the sums. When a
/// block raises a row's maximum, what has been summed is scaled down.</remarks>
public sealed class AttentionForward<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Block = AttentionScores<T>.Block;

    private readonly AttentionGeometry _g;
    private readonly AttentionScores<T> _scores;
    private readonly int _units;
    private readonly int _parts;
    private readonly Action<int> _turn;
    private readonly Action<int> _part;
    private MemorySlice _k;
    private MemorySlice _v;
    private MemorySlice _y;
    private MemorySlice _sums;
    private MemorySlice _turned;
    private MemorySlice _work;

    /// <summary>Fixes the extents.</summary>
    public AttentionForward(AttentionGeometry geometry)
    {
        _g = geometry;
        _scores = new(geometry);
        _units = checked(geometry.B * geometry.H * _scores.QueryBlocks);
        _parts = AttentionScores<T>.Parts(_units);
        (_turn, _part) = (Turn, Part);
    }

    /// <inheritdoc/>
    public override string Name => "managed attention";

    /// <inheritdoc/>
    public override long ScratchBytes => TurnedBytes + _parts * WorkLength * Unsafe.SizeOf<T>();

    private static long WorkLength => Block * (Block + 2);

    private long TurnedBytes => Blocking.Lines(_scores.TurnedLength(_g.D) * Unsafe.SizeOf<T>());

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_scores.Query, _k, _v, _y, _sums) = (inputs[0], inputs[1], inputs[2], outputs[0], outputs[1]);
        if (_g.Bias is not null) _scores.Bias = inputs[3];
        if (_g.Mask is not null) _scores.Mask = inputs[_g.Bias is null ? 3 : 4];
        _turned = scratch.Slice(0, TurnedBytes);
        _work = scratch.Slice(TurnedBytes, scratch.Bytes - TurnedBytes);
        Workers.For(_g.B * _g.H * _scores.KeyBlocks, _turn);
        Workers.For(_parts, _part);
    }

    private void Turn(int unit) => _scores.Turn(_k, _g.D, unit, _turned);

    private void Part(int part)
    {
        var work = _work.Span<T>(part * WorkLength, (int)WorkLength);
        for (var unit = part; unit < _units; unit += _parts)
        {
            Queries(unit / _scores.QueryBlocks, unit % _scores.QueryBlocks * Block, work);
        }
    }

    private void Queries(int head, int first, Span<T> work)
    {
        var count = Math.Min(Block, _g.L - first);
        var scores = work[..(Block * Block)];
        var greatest = work.Slice(Block * Block, Block);
        var sums = work.Slice(Block * (Block + 1), Block);
        var y = _y.Span<T>(((long)head * _g.L + first) * _g.E, count * _g.E);
        y.Clear();
        sums.Clear();
        greatest.Fill(T.NegativeInfinity);
        for (var block = 0; block < _scores.KeyBlocks; block++)
        {
            var key = block * Block;
            if (_scores.IsBeyond(key, first + count)) break;
            var keys = Math.Min(Block, _g.S - key);
            _scores.Fill(head, first, count, key, keys, _scores.Turned(_turned, _g.D, head, block), scores);
            for (var i = 0; i < count; i++)
            {
                Absorb(scores.Slice(i * Block, keys), y.Slice(i * _g.E, _g.E), ref greatest[i], ref sums[i]);
            }

            var v = _v.Span<T>(((long)head * _g.S + key) * _g.E, keys * _g.E);
            BlockProduct.Run<T>(scores, Block, 1, v, _g.E, y, _g.E, count, keys, _g.E, accumulate: true);
        }

        var logs = _sums.Span<T>((long)head * _g.L + first, count);
        for (var i = 0; i < count; i++)
        {
            var blind = T.IsNegativeInfinity(greatest[i]);
            logs[i] = blind ? T.Zero : greatest[i] + T.Log(sums[i]);
            var row = y.Slice(i * _g.E, _g.E);
            if (!blind) Elementwise.Affine<T>(row, T.One / sums[i], T.Zero, row);
        }
    }

    /// <summary>Turns a row of scores into exponentials below the greatest so far.</summary>
    private static void Absorb(Span<T> row, Span<T> y, ref T greatest, ref T sum)
    {
        var now = T.Max(greatest, RowReductions.Max<T>(row));
        if (T.IsNegativeInfinity(now))
        {
            row.Clear();
            return;
        }

        Elementwise.Affine<T>(row, T.One, -now, row);
        VectorMath.Exp<T>(row, row);
        if (now != greatest)
        {
            var less = T.Exp(greatest - now);
            sum *= less;
            Elementwise.Affine<T>(y, less, T.Zero, y);
            greatest = now;
        }

        sum += RowReductions.Sum<T>(row);
    }
}
