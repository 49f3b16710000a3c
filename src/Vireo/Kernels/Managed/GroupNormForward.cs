using System.Numerics;
using System.Runtime.CompilerServices;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Normalisation of every image over groups of channels.</summary>
/// <remarks>Inputs: x (channels last), γ, β. Outputs: y, mean and biased variance <c>[N, G]</c>. Statistics are
/// gathered per channel as in batch norm and merged over the channels of a group in double.</remarks>
internal sealed class GroupNormForward<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ChannelRows _cut;
    private readonly int _images;
    private readonly int _groups;
    private readonly double _epsilon;
    private readonly Action<int> _measure;
    private readonly Action<int> _merge;
    private readonly Action<int> _apply;
    private MemorySlice _x;
    private MemorySlice _gamma;
    private MemorySlice _beta;
    private MemorySlice _y;
    private MemorySlice _mean;
    private MemorySlice _variance;
    private MemorySlice _scratch;

    public GroupNormForward(int images, int pixels, int channels, int groups, double epsilon)
    {
        (_cut, _images, _groups, _epsilon) = (new(pixels, channels), images, groups, epsilon);
        (_measure, _merge, _apply) = (Measure, Merge, Apply);
    }

    public override string Name => "managed group norm";

    public override long ScratchBytes => (long)_images * PerImage * Unsafe.SizeOf<T>();

    private int PerImage => (3 + 2 * _cut.Parts) * _cut.Channels;

    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_x, _gamma, _beta) = (inputs[0], inputs[1], inputs[2]);
        (_y, _mean, _variance, _scratch) = (outputs[0], outputs[1], outputs[2], scratch);
        Workers.For(_images * _cut.Parts, _measure);
        Workers.For(_images, _merge);
        Workers.For(_images * _cut.Parts, _apply);
        (_x, _gamma, _beta) = (default, default, default);
        (_y, _mean, _variance, _scratch) = (default, default, default, default);
    }

    /// <summary>Of one image: mean, what its rounding lost, and γ / √(var + ε) of each channel.</summary>
    private Span<T> Factors(int image) => _scratch.Span<T>((long)image * PerImage, 3 * _cut.Channels);

    private Span<T> Moments(int image) =>
        _scratch.Span<T>((long)image * PerImage + 3 * _cut.Channels, 2 * _cut.Parts * _cut.Channels);

    private void Measure(int index)
    {
        var (image, part) = Math.DivRem(index, _cut.Parts);
        ChannelPasses.Measure<T, T>(
            _cut.Part<T>(_x, part, image), _cut,
            Moments(image).Slice(2 * part * _cut.Channels, 2 * _cut.Channels));
    }

    private void Merge(int image)
    {
        var (channels, perGroup) = (_cut.Channels, _cut.Channels / _groups);
        var x = _x.Span<T>((long)image * _cut.Rows * channels, _cut.Rows * channels);
        var moments = Moments(image);
        Span<double> ownMeans = stackalloc double[ChannelPasses.Together];
        Span<double> ownSquares = stackalloc double[ChannelPasses.Together];
        for (var group = 0; group < _groups; group++)
        {
            // Channels are merged one after the other; each has the same number of elements.
            var (mean, squares) = (0.0, 0.0);
            for (var i = 0; i < perGroup; i++)
            {
                var place = i % ChannelPasses.Together;
                if (place == 0)
                {
                    var count = Math.Min(ChannelPasses.Together, perGroup - i);
                    ChannelPasses.Merge<T, T>(
                        _cut, x, moments, group * perGroup + i, ownMeans[..count], ownSquares[..count]);
                }

                var step = ownMeans[place] - mean;
                squares += ownSquares[place] + step * step * _cut.Rows * i / (i + 1);
                mean += step / (i + 1);
            }

            Keep(image, group, mean, squares / Math.Max(1, (double)_cut.Rows * perGroup));
        }
    }

    private void Keep(int image, int group, double mean, double variance)
    {
        var (channels, perGroup) = (_cut.Channels, _cut.Channels / _groups);
        var high = T.CreateTruncating(mean);
        var low = T.CreateTruncating(mean - double.CreateTruncating(high));
        _mean.Span<T>()[image * _groups + group] = high;
        _variance.Span<T>()[image * _groups + group] = T.CreateTruncating(variance);
        var factors = Factors(image);
        var gamma = _gamma.Span<T>();
        var inverse = 1 / Math.Sqrt(variance + _epsilon);
        for (var c = group * perGroup; c < (group + 1) * perGroup; c++)
        {
            (factors[c], factors[channels + c]) = (high, low);
            factors[2 * channels + c] = T.CreateTruncating(double.CreateTruncating(gamma[c]) * inverse);
        }
    }

    private void Apply(int index)
    {
        var (image, part) = Math.DivRem(index, _cut.Parts);
        ChannelPasses.Scale<T, T>(
            _cut.Part<T>(_x, part, image), _cut.Part<T>(_y, part, image), _cut, Factors(image), _beta.Span<T>());
    }
}
