using System.Numerics;
using System.Runtime.CompilerServices;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Maps rows, then columns of images by two sparse matrices: resizing, padding and their gradients. The
/// weights are worked out once.</summary>
/// <remarks>Input and output: channels last. A part makes some rows of the output: it mixes rows of the input into one
/// line of scratch and mixes that line's pixels into the output's.</remarks>
internal sealed class SeparableKernel<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int MostParts = 64;

    private readonly Taps _rows;
    private readonly Taps _columns;
    private readonly T[] _rowWeights;
    private readonly T[] _columnWeights;
    private readonly int _channels;
    private readonly int _lines;
    private readonly int _linesPerPart;
    private readonly bool _keepsColumns;
    private readonly string _name;
    private readonly Action<int> _part;
    private MemorySlice _x;
    private MemorySlice _y;
    private MemorySlice _scratch;

    public SeparableKernel(string name, int images, int channels, (Taps Rows, Taps Columns) maps)
    {
        (_rows, _columns) = maps;
        (_rowWeights, _columnWeights) = (Convert(_rows), Convert(_columns));
        (_name, _channels, _lines) = (name, channels, images * _rows.Outputs);
        _linesPerPart = Math.Max(1, Blocking.Ceil(_lines, MostParts));
        _keepsColumns = _columns.IsIdentity;
        _part = Part;
    }

    public override string Name => $"managed {_name}";

    public override long ScratchBytes => _keepsColumns
        ? 0
        : (long)Blocking.Ceil(_lines, _linesPerPart) * _columns.Inputs * _channels * Unsafe.SizeOf<T>();

    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        if (_columns.Outputs * _channels == 0) return;
        (_x, _y, _scratch) = (inputs[0], outputs[0], scratch);
        Workers.For(Blocking.Ceil(_lines, _linesPerPart), _part);
        (_x, _y, _scratch) = (default, default, default);
    }

    private static T[] Convert(Taps taps)
    {
        var weights = new T[taps.AllWeights.Length];
        for (var i = 0; i < weights.Length; i++) weights[i] = T.CreateTruncating(taps.AllWeights[i]);
        return weights;
    }

    private void Part(int part)
    {
        var (read, written) = (_columns.Inputs * _channels, _columns.Outputs * _channels);
        for (var line = part * _linesPerPart; line < Math.Min((part + 1) * _linesPerPart, _lines); line++)
        {
            var (n, row) = Math.DivRem(line, _rows.Outputs);
            var image = _x.Span<T>((long)n * _rows.Inputs * read, _rows.Inputs * read);
            var y = _y.Span<T>((long)line * written, written);
            var places = _rows.Places(row);
            var weights = _rowWeights.AsSpan(_rows.Range(row));
            if (_keepsColumns) WeightedSum.Of<T>(image, places, weights, read, y);
            else if (places.Length == 1 && weights[0] == T.One) Columns(image.Slice(places[0] * read, read), y);
            else
            {
                var mixed = _scratch.Span<T>((long)part * read, read);
                WeightedSum.Of<T>(image, places, weights, read, mixed);
                Columns(mixed, y);
            }
        }
    }

    private void Columns(ReadOnlySpan<T> line, Span<T> y)
    {
        for (var column = 0; column < _columns.Outputs; column++)
        {
            WeightedSum.Of<T>(line, _columns.Places(column), _columnWeights.AsSpan(_columns.Range(column)), _channels,
                y.Slice(column * _channels, _channels));
        }
    }
}
