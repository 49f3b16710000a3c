using System.Numerics;
using System.Runtime.CompilerServices;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Gradient of a convolution with respect to its weight: <c>dw[o, c, kh, kw] = Σ_{n, oh, ow} dy[n, o, oh, ow]
/// · x[n, c, …]</c>.</summary>
/// <remarks>Inputs: image, output gradient (both channels last). Output: <c>[O, C / Groups, KH, KW]</c>. A part owns a
/// block of the gradient and a range of pixels; ranges are added in order at the end.</remarks>
public sealed class ConvBackwardWeights<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int RowBlock = 32 * Blocking.MaxRows;
    private const int ColumnBlock = 8 * Blocking.Columns;
    private const int WantedParts = 32;
    private const long MostPartialBytes = 32L << 20;

    private readonly Conv2dGeometry _g;
    private readonly ImagePatches<T>[] _patches;
    private readonly int _outputs;
    private readonly int _depth;
    private readonly int _pixels;
    private readonly int _rowBlocks;
    private readonly int _columnBlocks;
    private readonly int _splits;
    private readonly int _chunksPerSplit;
    private readonly int _step;
    private readonly Action<int> _multiply;
    private readonly Action<int> _reduce;
    private MemorySlice _image;
    private MemorySlice _gradient;
    private MemorySlice _result;
    private MemorySlice _scratch;

    /// <summary>Fixes the extents.</summary>
    public ConvBackwardWeights(Conv2dGeometry geometry)
    {
        _g = geometry;
        _patches = [.. Enumerable.Range(0, _g.Groups).Select(group => new ImagePatches<T>(_g, group))];
        _outputs = _g.O / _g.Groups;
        _depth = _g.KH * _g.KW * (_g.C / _g.Groups);
        _pixels = _g.N * _g.OH * _g.OW;
        _rowBlocks = Blocking.Ceil(_outputs, RowBlock);
        _columnBlocks = Blocking.Ceil(_depth, ColumnBlock);
        var chunks = Blocking.Ceil(_pixels, Blocking.Depth);
        var tiles = _g.Groups * _rowBlocks * _columnBlocks;
        var affordable = MostPartialBytes / Math.Max(1, PartialLength * Unsafe.SizeOf<T>());
        var wanted = Blocking.Ceil(WantedParts, Math.Max(1, tiles));
        var splits = (int)Math.Clamp(Math.Min(wanted, affordable), 1, Math.Max(1, chunks));
        _chunksPerSplit = Blocking.Ceil(chunks, splits);
        _splits = chunks == 0 ? 0 : Blocking.Ceil(chunks, _chunksPerSplit);

        // An odd number of cache lines per row: rows of the block spread over all sets of the cache.
        _step = (Blocking.Ceil(Math.Min(_depth, ColumnBlock), 16) | 1) * 16;
        _multiply = Multiply;
        _reduce = Reduce;
    }

    private long PartialLength => (long)_g.O * _depth;

    private int Parts => _splits * _g.Groups * _rowBlocks * _columnBlocks;

    private long BlockLength => (long)Blocking.Depth * _step + 16;

    private long BlocksAt => Blocking.Lines(_splits * PartialLength * Unsafe.SizeOf<T>()) / Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public override string Name => "managed convolution backward weights";

    /// <inheritdoc/>
    public override long ScratchBytes => (BlocksAt + Parts * BlockLength) * Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_image, _gradient, _result, _scratch) = (inputs[0], inputs[1], outputs[0], scratch);
        Workers.For(Parts, _multiply);
        Workers.For(_g.O, _reduce);
        (_image, _gradient, _result, _scratch) = (default, default, default, default);
    }

    private void Multiply(int part)
    {
        var (rest, columnBlock) = Math.DivRem(part, _columnBlocks);
        (rest, var rowBlock) = Math.DivRem(rest, _rowBlocks);
        var (split, group) = Math.DivRem(rest, _g.Groups);
        var column = columnBlock * ColumnBlock;
        var columns = Math.Min(ColumnBlock, _depth - column);
        var image = _image.Span<T>();
        var block = _scratch.Span<T>(BlocksAt + part * BlockLength, (int)BlockLength);
        var first = split * _chunksPerSplit * Blocking.Depth;
        var last = (int)Math.Min(_pixels, first + (long)_chunksPerSplit * Blocking.Depth);
        for (var pixel = first; pixel < last; pixel += Blocking.Depth)
        {
            var depth = Math.Min(Blocking.Depth, last - pixel);
            for (var i = 0; i < depth; i++)
            {
                _patches[group].Copy(image, pixel + i, column, block.Slice(i * _step, columns));
            }

            var at = ((long)split * _g.O + group * _outputs) * _depth + column;
            Block(rowBlock, group, pixel, depth, columns, block, at, accumulate: pixel > first);
        }
    }

    /// <summary>Adds the products of one chunk of pixels to a block of the partial gradient.</summary>
    private void Block(
        int rowBlock, int group, int pixel, int depth, int columns, Span<T> block, long at, bool accumulate)
    {
        Span<T> panel = stackalloc T[Blocking.PanelLength];
        Span<T> zeros = stackalloc T[ColumnBlock];
        Span<int> offsets = stackalloc int[Blocking.MaxRows];
        Span<int> none = stackalloc int[Blocking.MaxRows];
        zeros.Clear();
        none.Clear();
        var gradient = _gradient.Span<T>();
        var end = Math.Min((rowBlock + 1) * RowBlock, _outputs);
        for (var row = rowBlock * RowBlock; row < end; row += Blocking.Rows)
        {
            var rows = Math.Min(Blocking.Rows, end - row);
            Packing.Columns(gradient[(pixel * _g.O + group * _outputs + row)..], _g.O, panel, depth, rows);
            for (var i = 0; i < rows; i++) offsets[i] = i * _depth;
            var result = _scratch.Span<T>(at + (long)row * _depth, (rows - 1) * _depth + columns);
            var task = new TileArguments<T>
            {
                Left = ref panel[0],
                Right = ref block[0],
                RightStep = _step,
                Depth = depth,
                Result = ref result[0],
                ResultRows = ref offsets[0],
                Addend = ref accumulate ? ref result[0] : ref zeros[0],
                AddendRows = ref accumulate ? ref offsets[0] : ref none[0],
            };
            Tile<T, ColumnPanel>.Multiply(ref task, rows, columns);
        }
    }

    /// <summary>Adds the ranges of pixels of one output channel and writes its weights in their order.</summary>
    private void Reduce(int o)
    {
        var target = _result.Span<T>((long)o * _depth, _depth);
        if (_splits == 0)
        {
            target.Clear();
            return;
        }

        var sum = _scratch.Span<T>((long)o * _depth, _depth);
        for (var split = 1; split < _splits; split++)
        {
            Elementwise.Add(_scratch.Span<T>(split * PartialLength + (long)o * _depth, _depth), sum);
        }

        var taps = _g.KH * _g.KW;
        var channels = _depth / Math.Max(1, taps);
        for (var c = 0; c < channels; c++)
        {
            for (var tap = 0; tap < taps; tap++) target[c * taps + tap] = sum[tap * channels + c];
        }
    }
}
