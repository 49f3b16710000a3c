using Vireo.Layers.Initialisers;
using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>What is added to the scores of attention within a window, learned for each head and each distance of two
/// places. Parameter <c>relative_position_bias_table</c> <c>[(2h - 1)·(2w - 1), heads]</c>, buffer
/// <c>relative_position_index</c> <c>[h·w, h·w]</c>.</summary>
/// <remarks>Liu et al. 2021, arXiv:2103.14030 (Swin), whose names these are.</remarks>
public sealed class RelativePositionBias : Module
{
    private readonly int _places;
    private readonly int _heads;
    private readonly Variable _table;
    private readonly Variable _index;

    /// <summary>Declares the variables.</summary>
    /// <param name="height">h, rows of the window.</param>
    /// <param name="width">w, columns of the window.</param>
    /// <param name="heads">Heads of attention.</param>
    public RelativePositionBias(int height, int width, int heads)
    {
        (_places, _heads) = (height * width, heads);
        _table = Parameter(
            "relative_position_bias_table", [(2 * height - 1) * (2 * width - 1), heads], new TruncatedNormal(0.02));
        _index = Buffer(
            "relative_position_index", [_places, _places], new Distances(height, width), DType.I64);
        _index.Set(Distances.Of(height, width));
    }

    /// <summary>The bias, <c>[1, heads, h·w, h·w]</c>.</summary>
    public Tensor Bias()
    {
        var index = _index.Value.Reshape([_places * _places, 1]).Expand([_places * _places, _heads]);
        return _table.Value.Gather(0, index).Reshape([1, _places, _places, _heads]).Transpose(0, 3, 1, 2);
    }

    /// <summary>The scores <c>[N, heads, h·w, h·w]</c> with the bias.</summary>
    protected override Tensor Forward(Tensor x, Pass pass) => x + Bias();

    /// <summary>The row of the table for two places: their distance down times the distances across, and their distance
    /// across, both from the most negative on.</summary>
    private sealed record Distances(int Height, int Width) : Initialiser
    {
        public static double[] Of(int height, int width)
        {
            var places = height * width;
            var index = new double[places * places];
            for (var i = 0; i < index.Length; i++)
            {
                var (a, b) = (i / places, i % places);
                var (down, across) = (a / width - b / width + height - 1, a % width - b % width + width - 1);
                index[i] = down * (2 * width - 1) + across;
            }

            return index;
        }

        protected override void Draw(Span<double> values, Shape shape, Rng rng) => Of(Height, Width).CopyTo(values);
    }
}
