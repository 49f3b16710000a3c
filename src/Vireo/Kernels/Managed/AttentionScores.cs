using System.Numerics;
using System.Runtime.CompilerServices;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>The scores of attention, block by block: what its forward and backward kernels share.</summary>
internal sealed class AttentionScores<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Queries, and keys, of a block.</summary>
    public const int Block = 64;

    /// <summary>The most parts that work is cut into: each has working memory of its own.</summary>
    private const int MostParts = 64;

    private readonly AttentionGeometry _g;
    private readonly long[] _biasSteps;
    private readonly long[] _maskSteps;

    public AttentionScores(AttentionGeometry geometry)
    {
        _g = geometry;
        _biasSteps = Steps(geometry.Bias);
        _maskSteps = Steps(geometry.Mask);
    }

    public MemorySlice Query { get; set; }

    public MemorySlice Bias { get; set; }

    public MemorySlice Mask { get; set; }

    /// <summary>Blocks of queries of one head.</summary>
    public int QueryBlocks => Blocking.Ceil(_g.L, Block);

    /// <summary>Blocks of keys of one head.</summary>
    public int KeyBlocks => Blocking.Ceil(_g.S, Block);

    /// <summary>Parts for a number of equal units; part p does the units p, p + parts, …</summary>
    public static int Parts(int units) => Math.Min(units, MostParts);

    /// <summary>Elements of all heads' rows of a width, turned block by block.</summary>
    public long TurnedLength(int width) => (long)_g.B * _g.H * KeyBlocks * Block * width;

    /// <summary>Turns a block of rows <c>[S, width]</c> of a head, so that keys run along registers.</summary>
    public void Turn(MemorySlice rows, int width, int unit, MemorySlice turned)
    {
        var (head, block) = (unit / KeyBlocks, unit % KeyBlocks);
        var (first, count) = (block * Block, Math.Min(Block, _g.S - block * Block));
        var from = rows.Span<T>(((long)head * _g.S + first) * width, count * width);
        var to = Turned(turned, width, head, block);
        for (var j = 0; j < count; j++)
        {
            for (var c = 0; c < width; c++) to[c * Block + j] = from[j * width + c];
        }
    }

    /// <summary>The turned rows <c>[width, Block]</c> of a block.</summary>
    public Span<T> Turned(MemorySlice turned, int width, int head, int block) =>
        turned.Span<T>(((long)head * KeyBlocks + block) * Block * width, Block * width);

    /// <summary>Writes the scores of some queries and keys of a head, rows <see cref="Block"/> apart; negative infinity
    /// where a query may not look.</summary>
    public void Fill(int head, int query, int queries, int key, int keys, ReadOnlySpan<T> turnedKeys, Span<T> scores)
    {
        var q = Query.Span<T>(((long)head * _g.L + query) * _g.D, queries * _g.D);
        BlockProduct.Run(q, _g.D, 1, turnedKeys, Block, scores, Block, queries, _g.D, keys, accumulate: false);
        var scale = T.CreateTruncating(_g.Scale);
        for (var i = 0; i < queries; i++)
        {
            var row = scores.Slice(i * Block, keys);
            Elementwise.Affine<T>(row, scale, T.Zero, row);
            if (_g.Bias is not null) AddBias(At(_biasSteps, head, query + i, key), _biasSteps[3], row);
            if (_g.Mask is not null) Hide(At(_maskSteps, head, query + i, key), _maskSteps[3], row);
            if (!_g.Causal) continue;
            var seen = Math.Clamp(query + i - key + 1, 0, keys);
            row[seen..].Fill(T.NegativeInfinity);
        }
    }

    /// <summary>Whether all of the keys from one on are hidden from queries before another.</summary>
    public bool IsBeyond(int key, int endOfQueries) => _g.Causal && key >= endOfQueries;

    /// <summary>Where the bias of a score is.</summary>
    public long BiasAt(int head, int query, int key) => At(_biasSteps, head, query, key);

    private void AddBias(long at, long step, Span<T> row)
    {
        if (step != 0) Elementwise.Add<T>(Bias.Span<T>(at, row.Length), row);
        else Elementwise.Affine<T>(row, T.One, Bias.Span<T>(at, 1)[0], row);
    }

    private void Hide(long at, long step, Span<T> row)
    {
        if (step == 0)
        {
            if (Mask.Span<byte>(at, 1)[0] == 0) row.Fill(T.NegativeInfinity);
            return;
        }

        var mask = Mask.Span<byte>(at, row.Length);
        for (var j = 0; j < mask.Length; j++)
        {
            if (mask[j] == 0) row[j] = T.NegativeInfinity;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long At(long[] steps, int head, int query, int key) =>
        head / _g.H * steps[0] + head % _g.H * steps[1] + query * steps[2] + key * steps[3];

    private static long[] Steps(Shape? shape)
    {
        if (shape is not { } known) return [];
        var steps = known.RowMajorStrides();
        for (var axis = 0; axis < 4; axis++)
        {
            if (known[axis] == 1) steps[axis] = 0;
        }

        return steps;
    }
}
