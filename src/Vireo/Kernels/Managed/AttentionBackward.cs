using System.Numerics;
using System.Runtime.CompilerServices;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Gradient of attention, without a matrix of queries by keys: probabilities are worked out again from the
/// logarithms of the sums, once for the queries' gradients and the bias's, once for those of keys and values.</summary>
/// <remarks>Inputs: q, k, v, bias and mask where there are, logarithms of the sums, dy, shift. Outputs: dq, dk, dv and,
/// with a bias, its gradient. Every output element is summed by one part in a fixed order.</remarks>
public sealed class AttentionBackward<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Block = AttentionScores<T>.Block;

    private readonly AttentionGeometry _g;
    private readonly AttentionScores<T> _scores;
    private readonly Shape _bias;
    private readonly int _queryUnits;
    private readonly int _keyUnits;
    private readonly Action<int> _turn;
    private readonly Action<int> _queryPart;
    private readonly Action<int> _keyPart;
    private MemorySlice _q;
    private MemorySlice _k;
    private MemorySlice _v;
    private MemorySlice _sums;
    private MemorySlice _dy;
    private MemorySlice _shift;
    private MemorySlice _dq;
    private MemorySlice _dk;
    private MemorySlice _dv;
    private MemorySlice _dbias;
    private MemorySlice _turnedKeys;
    private MemorySlice _turnedValues;
    private MemorySlice _work;

    /// <summary>Fixes the extents.</summary>
    public AttentionBackward(AttentionGeometry geometry)
    {
        _g = geometry;
        _scores = new(geometry);

        // A bias that is repeated gets its gradient from several heads or rows: one unit does all of those.
        _bias = geometry.Bias ?? [geometry.B, geometry.H, geometry.L, geometry.S];
        _queryUnits = checked(_bias[0] * _bias[1] * (_bias[2] == 1 ? 1 : _scores.QueryBlocks));
        _keyUnits = checked(geometry.B * geometry.H * _scores.KeyBlocks);
        (_turn, _queryPart, _keyPart) = (Turn, QueryPart, KeyPart);
    }

    /// <inheritdoc/>
    public override string Name => "managed attention backward";

    /// <inheritdoc/>
    public override long ScratchBytes => KeyBytes + ValueBytes
        + AttentionScores<T>.Parts(Math.Max(_queryUnits, _keyUnits)) * WorkLength * Unsafe.SizeOf<T>();

    private static long WorkLength => 2 * Block * Block;

    private long KeyBytes => Blocking.Lines(_scores.TurnedLength(_g.D) * Unsafe.SizeOf<T>());

    private long ValueBytes => Blocking.Lines(_scores.TurnedLength(_g.E) * Unsafe.SizeOf<T>());

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_q, _k, _v) = (inputs[0], inputs[1], inputs[2]);
        (_sums, _dy, _shift) = (inputs[^3], inputs[^2], inputs[^1]);
        (_dq, _dk, _dv) = (outputs[0], outputs[1], outputs[2]);
        _scores.Query = _q;
        if (_g.Mask is not null) _scores.Mask = inputs[^4];
        if (_g.Bias is not null)
        {
            (_scores.Bias, _dbias) = (inputs[3], outputs[3]);
            _dbias.Span<T>().Clear();
        }

        _dq.Span<T>().Clear();
        _turnedKeys = scratch.Slice(0, KeyBytes);
        _turnedValues = scratch.Slice(KeyBytes, ValueBytes);
        _work = scratch.Slice(KeyBytes + ValueBytes, scratch.Bytes - KeyBytes - ValueBytes);
        Workers.For(_keyUnits, _turn);
        Workers.For(AttentionScores<T>.Parts(_queryUnits), _queryPart);
        Workers.For(AttentionScores<T>.Parts(_keyUnits), _keyPart);
    }

    private void Turn(int unit)
    {
        _scores.Turn(_k, _g.D, unit, _turnedKeys);
        _scores.Turn(_v, _g.E, unit, _turnedValues);
    }

    private Span<T> Work(int part) => _work.Span<T>(part * WorkLength, (int)WorkLength);

    private void QueryPart(int part)
    {
        var blocks = _bias[2] == 1 ? 1 : _scores.QueryBlocks;
        for (var unit = part; unit < _queryUnits; unit += AttentionScores<T>.Parts(_queryUnits))
        {
            var (outer, block) = (unit / blocks, unit % blocks);
            var (batch, head) = (outer / _bias[1], outer % _bias[1]);
            for (var b = batch; b < (_bias[0] == 1 ? _g.B : batch + 1); b++)
            {
                for (var h = head; h < (_bias[1] == 1 ? _g.H : head + 1); h++)
                {
                    var end = _bias[2] == 1 ? _scores.QueryBlocks : block + 1;
                    for (var q = block; q < end; q++) Queries(b * _g.H + h, q * Block, Work(part));
                }
            }
        }
    }

    private void Queries(int head, int first, Span<T> work)
    {
        var count = Math.Min(Block, _g.L - first);
        var dq = _dq.Span<T>(((long)head * _g.L + first) * _g.D, count * _g.D);
        for (var block = 0; block < _scores.KeyBlocks; block++)
        {
            var key = block * Block;
            if (_scores.IsBeyond(key, first + count)) break;
            var keys = Math.Min(Block, _g.S - key);
            var ds = ScoreGradients(head, first, count, block, keys, work);
            if (_g.Bias is not null) AddToBias(head, first, count, key, keys, ds);
            var k = _k.Span<T>(((long)head * _g.S + key) * _g.D, keys * _g.D);
            BlockProduct.Run<T>(ds, Block, 1, k, _g.D, dq, _g.D, count, keys, _g.D, accumulate: true);
        }

        Elementwise.Affine<T>(dq, T.CreateTruncating(_g.Scale), T.Zero, dq);
    }

    private void KeyPart(int part)
    {
        for (var unit = part; unit < _keyUnits; unit += AttentionScores<T>.Parts(_keyUnits))
        {
            Keys(unit / _scores.KeyBlocks, unit % _scores.KeyBlocks, Work(part));
        }
    }

    private void Keys(int head, int block, Span<T> work)
    {
        var key = block * Block;
        var keys = Math.Min(Block, _g.S - key);
        var dk = _dk.Span<T>(((long)head * _g.S + key) * _g.D, keys * _g.D);
        var dv = _dv.Span<T>(((long)head * _g.S + key) * _g.E, keys * _g.E);
        dk.Clear();
        dv.Clear();
        for (var first = 0; first < _g.L; first += Block)
        {
            var count = Math.Min(Block, _g.L - first);
            if (_scores.IsBeyond(key, first + count)) continue;
            var ds = ScoreGradients(head, first, count, block, keys, work);
            var p = work[..(Block * Block)];
            var dy = _dy.Span<T>(((long)head * _g.L + first) * _g.E, count * _g.E);
            var q = _q.Span<T>(((long)head * _g.L + first) * _g.D, count * _g.D);
            BlockProduct.Run<T>(p, 1, Block, dy, _g.E, dv, _g.E, keys, count, _g.E, accumulate: true);
            BlockProduct.Run<T>(ds, 1, Block, q, _g.D, dk, _g.D, keys, count, _g.D, accumulate: true);
        }

        Elementwise.Affine<T>(dk, T.CreateTruncating(_g.Scale), T.Zero, dk);
    }

    /// <summary>Leaves the probabilities of a block in the first half of the working memory and the gradients of its
    /// scores in the second.</summary>
    private Span<T> ScoreGradients(int head, int first, int count, int block, int keys, Span<T> work)
    {
        var p = work[..(Block * Block)];
        var ds = work[(Block * Block)..];
        _scores.Fill(head, first, count, block * Block, keys, _scores.Turned(_turnedKeys, _g.D, head, block), p);
        var dy = _dy.Span<T>(((long)head * _g.L + first) * _g.E, count * _g.E);
        var values = _scores.Turned(_turnedValues, _g.E, head, block);
        BlockProduct.Run<T>(dy, _g.E, 1, values, Block, ds, Block, count, _g.E, keys, accumulate: false);
        var sums = _sums.Span<T>((long)head * _g.L + first, count);
        var shift = _shift.Span<T>((long)head * _g.L + first, count);
        for (var i = 0; i < count; i++)
        {
            var row = p.Slice(i * Block, keys);
            Elementwise.Affine<T>(row, T.One, -sums[i], row);
            VectorMath.Exp<T>(row, row);
            Elementwise.ShiftedProduct<T>(row, ds.Slice(i * Block, keys), shift[i], ds.Slice(i * Block, keys));
        }

        return ds;
    }

    private void AddToBias(int head, int first, int count, int key, int keys, Span<T> ds)
    {
        for (var i = 0; i < count; i++)
        {
            var row = ds.Slice(i * Block, keys);
            var at = _scores.BiasAt(head, first + i, key);
            if (_bias[3] != 1) Elementwise.Add<T>(row, _dbias.Span<T>(at, keys));
            else _dbias.Span<T>(at, 1)[0] += RowReductions.Sum<T>(row);
        }
    }
}
