using System.Numerics;
using System.Runtime.CompilerServices;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Gradients of group norm.</summary>
/// <remarks>Inputs: x, dy (channels last), γ, mean and biased variance <c>[N, G]</c>. Outputs: dx, dγ, dβ.</remarks>
internal sealed class GroupNormBackward<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int ChannelsPerTotal = 64;

    private readonly ChannelRows _cut;
    private readonly int _images;
    private readonly int _groups;
    private readonly double _epsilon;
    private readonly Action<int> _spread;
    private readonly Action<int> _correlate;
    private readonly Action<int> _merge;
    private readonly Action<int> _total;
    private readonly Action<int> _apply;
    private MemorySlice _x;
    private MemorySlice _dy;
    private MemorySlice _gamma;
    private MemorySlice _mean;
    private MemorySlice _variance;
    private MemorySlice _dx;
    private MemorySlice _dgamma;
    private MemorySlice _dbeta;
    private MemorySlice _scratch;

    public GroupNormBackward(int images, int pixels, int channels, int groups, double epsilon)
    {
        (_cut, _images, _groups, _epsilon) = (new(pixels, channels), images, groups, epsilon);
        (_spread, _correlate, _merge, _total, _apply) = (Spread, Correlate, Merge, Total, Apply);
    }

    public override string Name => "managed group norm backward";

    public override long ScratchBytes => (long)_images * PerImage * Unsafe.SizeOf<T>();

    private int PerImage => (6 + 2 * _cut.Parts) * _cut.Channels;

    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_x, _dy, _gamma, _mean, _variance) = (inputs[0], inputs[1], inputs[2], inputs[3], inputs[4]);
        (_dx, _dgamma, _dbeta, _scratch) = (outputs[0], outputs[1], outputs[2], scratch);
        Workers.For(_images, _spread);
        Workers.For(_images * _cut.Parts, _correlate);
        Workers.For(_images, _merge);
        Workers.For(Blocking.Ceil(_cut.Channels, ChannelsPerTotal), _total);
        Workers.For(_images * _cut.Parts, _apply);
        (_x, _dy, _gamma, _mean, _variance) = (default, default, default, default, default);
        (_dx, _dgamma, _dbeta, _scratch) = (default, default, default, default);
    }

    /// <summary>Vectors of one image: its means (0), factors of dy, of x - mean and the constant term (1 to 3), its
    /// shares of dγ (4) and dβ (5), and then the sums of its parts.</summary>
    private Span<T> Of(int image, int first, int count) =>
        _scratch.Span<T>((long)image * PerImage + (long)first * _cut.Channels, count * _cut.Channels);

    private void Spread(int image)
    {
        var means = Of(image, 0, 1);
        var given = _mean.Span<T>((long)image * _groups, _groups);
        for (var c = 0; c < means.Length; c++) means[c] = given[c / (_cut.Channels / _groups)];
    }

    private void Correlate(int index)
    {
        var (image, part) = Math.DivRem(index, _cut.Parts);
        ChannelPasses.Correlate<T, T>(
            _cut.Part<T>(_x, part, image), _cut.Part<T>(_dy, part, image), _cut, Of(image, 0, 1),
            Of(image, 6 + 2 * part, 2));
    }

    private void Merge(int image)
    {
        var perGroup = _cut.Channels / _groups;
        ReadOnlySpan<T> sums = Of(image, 6, 2 * _cut.Parts);
        var (slope, curve, constant) = (1 * _cut.Channels, 2 * _cut.Channels, 3 * _cut.Channels);
        var vectors = Of(image, 0, 6);
        var gamma = _gamma.Span<T>();
        var size = Math.Max(1, (double)_cut.Rows * perGroup);
        Span<double> ownPlain = stackalloc double[ChannelPasses.Together];
        Span<double> ownWeighted = stackalloc double[ChannelPasses.Together];
        for (var group = 0; group < _groups; group++)
        {
            var variance = double.CreateTruncating(_variance.Span<T>()[image * _groups + group]);
            var inverse = 1 / Math.Sqrt(variance + _epsilon);
            var (plain, weighted) = (0.0, 0.0);
            for (var c = group * perGroup; c < (group + 1) * perGroup; c++)
            {
                var place = (c - group * perGroup) % ChannelPasses.Together;
                if (place == 0)
                {
                    var count = Math.Min(ChannelPasses.Together, (group + 1) * perGroup - c);
                    ChannelPasses.Add(_cut, sums, c, ownPlain[..count], ownWeighted[..count]);
                }

                var factor = double.CreateTruncating(gamma[c]);
                plain += factor * ownPlain[place];
                weighted += factor * ownWeighted[place];
                vectors[4 * _cut.Channels + c] = T.CreateTruncating(ownWeighted[place] * inverse);
                vectors[5 * _cut.Channels + c] = T.CreateTruncating(ownPlain[place]);
                vectors[slope + c] = T.CreateTruncating(factor * inverse);
            }

            var range = (group * perGroup)..((group + 1) * perGroup);
            vectors[curve..][range].Fill(T.CreateTruncating(-inverse * inverse * inverse * weighted / size));
            vectors[constant..][range].Fill(T.CreateTruncating(-inverse * plain / size));
        }
    }

    /// <summary>Adds the images' shares for some channels, in order and in double.</summary>
    private void Total(int block)
    {
        for (var c = block * ChannelsPerTotal; c < Math.Min((block + 1) * ChannelsPerTotal, _cut.Channels); c++)
        {
            var (weighted, plain) = (0.0, 0.0);
            for (var image = 0; image < _images; image++)
            {
                var shares = Of(image, 4, 2);
                weighted += double.CreateTruncating(shares[c]);
                plain += double.CreateTruncating(shares[_cut.Channels + c]);
            }

            _dgamma.Span<T>()[c] = T.CreateTruncating(weighted);
            _dbeta.Span<T>()[c] = T.CreateTruncating(plain);
        }
    }

    private void Apply(int index)
    {
        var (image, part) = Math.DivRem(index, _cut.Parts);
        ChannelPasses.Slope<T, T>(
            _cut.Part<T>(_x, part, image), _cut.Part<T>(_dy, part, image), _cut.Part<T>(_dx, part, image), _cut,
            Of(image, 0, 1), Of(image, 1, 3));
    }
}
