using Vireo.Graph;
using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.Tests.Ops;

/// <summary>Forms that are composed of several ops, against closed forms and identities.</summary>
public class ImageFormTests
{
    private static Tensor Drawn(Shape shape, ulong seed = 3)
    {
        var rng = new Rng(seed);
        var values = new double[shape.Count];
        for (var i = 0; i < values.Length; i++) values[i] = rng.UniformDouble() * 2 - 1;
        return Tensor.From(values, shape);
    }

    private static void Same(Tensor expected, Tensor found)
    {
        Assert.Equal(expected.Shape, found.Shape);
        Check.Close(expected.ToDoubles(), found.ToDoubles(), 1e-12);
    }

    [Fact]
    public void A_volume_of_one_slice_is_convolved_as_an_image()
    {
        var (x, w, b) = (Drawn([2, 4, 5, 6]), Drawn([6, 2, 3, 3], 4), Drawn([6], 5));
        var window = new Window3d { Plane = new(2, 1) };
        var volume = x.Reshape([2, 4, 1, 5, 6]).Conv3d(w.Reshape([6, 2, 1, 3, 3]), b, window, 2);
        Same(x.Conv2d(w, b, new(2, 1), 2).Reshape([2, 6, 1, 3, 3]), volume);
    }

    [Fact]
    public void A_volume_is_convolved_alike_whichever_axis_is_called_its_depth()
    {
        var (x, w) = (Drawn([1, 2, 5, 4, 6]), Drawn([3, 2, 2, 3, 1], 4));
        var window = new Window3d
        {
            StrideD = 2, PadFront = 1, PadBack = 2, DilationD = 2,
            Plane = new() { StrideW = 3, PadTop = 1, DilationH = 1 },
        };
        var turned = new Window3d
        {
            StrideD = 3, Plane = new() { StrideW = 2, PadLeft = 1, PadRight = 2, DilationW = 2, PadTop = 1 },
        };
        var y = x.Transpose(0, 1, 4, 3, 2).Conv3d(w.Transpose(0, 1, 4, 3, 2), null, turned);
        Same(x.Conv3d(w, null, window), y.Transpose(0, 1, 4, 3, 2));
    }

    [Fact]
    public void Transposed_convolution_is_the_gradient_of_convolution()
    {
        // <conv(x), y> = <x, transposed(y)>, in one, two and three dimensions.
        var window = new Window3d { StrideD = 2, PadFront = 1, PadBack = 1, Plane = new(2, 1) };
        var (x, w) = (Drawn([2, 4, 6, 5, 6]), Drawn([6, 2, 3, 3, 3], 4));
        var y = Drawn([2, 6, 3, 3, 3], 5);
        var back = y.ConvTranspose3d(w, null, window, 2, (1, 0, 1));
        Assert.Equal(x.Shape, back.Shape);
        Check.Close([(x.Conv3d(w, null, window, 2) * y).Sum().ToScalar()], [(x * back).Sum().ToScalar()], 1e-12);
        var (row, filter, out1) = (Drawn([2, 4, 9]), Drawn([6, 2, 3], 4), Drawn([2, 6, 4], 5));
        Check.Close(
            [(row.Conv1d(filter, null, 2, 1, 2, 2) * out1).Sum().ToScalar()],
            [(row * out1.ConvTranspose1d(filter, null, 2, 1, 2, 2)).Sum().ToScalar()], 1e-12);
    }

    [Fact]
    public void What_is_pooled_with_places_goes_back_to_them()
    {
        var x = Drawn([2, 3, 6, 4]);
        var (y, places) = x.MaxPool2dWithPlaces(2, 2, new(2));
        var back = y.MaxUnpool2d(places, 6, 4);
        Same(y, back.MaxPool2d(2, new(2)).Max(y));
        Assert.Equal(2 * 3 * 6, back.ToDoubles().Count(v => v != 0));
        Same((x * back).Sum(), (y * y).Sum());
    }

    [Fact]
    public void A_place_that_is_met_twice_is_written_once()
    {
        var x = Tensor.From([0.0, 0, 0, 0, 5, 0, 0, 0, 0], [1, 1, 3, 3]);
        var (y, places) = x.MaxPool2dWithPlaces(2, 2, new(1));
        Assert.Equal([4, 4, 4, 4], places.ToArray<int>());
        Assert.Equal(x.ToDoubles(), y.MaxUnpool2d(places, 3, 3).ToDoubles());
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(1, true)]
    public void A_given_divisor_divides_the_sum_under_each_window(int padding, bool ceil)
    {
        var x = Drawn([2, 3, 6, 7]);
        var ones = Tensor.Full(1, x.Shape, DType.F64);
        var window = new Window2d(2, padding);
        var mean = x.AveragePool2d(3, 3, window, ceil, countPadding: false);
        var count = ones.AveragePool2d(3, 3, window, 1, ceil);
        Same(mean * count / 5, x.AveragePool2d(3, 3, window, 5, ceil));
    }

    [Fact]
    public void Folding_counts_how_often_a_pixel_was_taken()
    {
        var window = new Window2d(1, 1);
        var x = Drawn([2, 3, 4, 5]);
        var back = x.Unfold(3, 3, window).Fold(4, 5, 3, 3, window);
        var taken = Tensor.Full(1, x.Shape, DType.F64).Unfold(3, 3, window).Fold(4, 5, 3, 3, window);
        Assert.Equal([4, 6, 6, 6, 4, 6, 9], taken.ToDoubles()[..7]);
        Same(x * taken, back);
    }

    [Fact]
    public void Shuffles_undo_each_other()
    {
        var x = Drawn([2, 12, 4, 6]);
        Same(x, x.PixelShuffle(2).PixelUnshuffle(2));
        Same(x, x.ChannelShuffle(3).ChannelShuffle(4));
    }

    [Fact]
    public void Reading_at_the_places_of_no_movement_gives_the_image_back()
    {
        var x = Drawn([2, 3, 4, 5]);
        var still = Tensor.From([1.0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0], [2, 2, 3]);
        foreach (var corners in new[] { false, true })
        {
            foreach (var mode in Enum.GetValues<ResizeMode>())
            {
                Same(x, x.GridSample(still.AffineGrid([4, 5], corners), mode, GridPadding.Border, corners));
            }
        }

        var solid = Tensor.From([1.0, 0, 0, 0.5, 0, 1, 0, 0, 0, 0, 1, 0], [1, 3, 4]).AffineGrid([2, 1, 2], true);
        Assert.Equal(
            [-0.5, 0, -1, 1.5, 0, -1, -0.5, 0, 1, 1.5, 0, 1],
            solid.ToDoubles().Select((v, i) => i % 3 == 1 ? 0 : v).ToArray());
    }

    [Fact]
    public void Padding_repeats_what_it_says()
    {
        var x = Tensor.From([1.0, 2, 3], [1, 3]);
        Assert.Equal([3, 2, 1, 2, 3, 2], x.Pad([(2, 1)], PadMode.Reflect).ToDoubles());
        Assert.Equal([1, 1, 1, 2, 3, 3], x.Pad([(2, 1)], PadMode.Replicate).ToDoubles());
        Assert.Equal([2, 3, 1, 2, 3, 1], x.Pad([(2, 1)], PadMode.Circular).ToDoubles());
        Assert.Equal([9, 1, 2], x.Pad([(1, -1)], PadMode.Constant, 9).ToDoubles());
        Assert.Equal([2, 3, 2, 1], x.Pad([(-1, 2)], PadMode.Reflect).ToDoubles());
        Assert.Equal([2, 3, 2, 3], x.Pad([(-1, 2)], PadMode.Circular).ToDoubles());
        Assert.Same(x, x.Pad(1, 0, 0, 5));
    }

    [Fact]
    public void Antialiasing_keeps_a_constant_and_the_mean()
    {
        var flat = Tensor.Full(0.7, [1, 2, 9, 11], DType.F64);
        foreach (var kind in new[] { Interpolation.Linear, Interpolation.Cubic })
        {
            var y = flat.Resize([4, 3], kind, antialias: true);
            Check.Close(Enumerable.Repeat(0.7, 24).ToArray(), y.ToDoubles(), 1e-12);
        }

        // Halving: a triangle of four pixels, weights 1 3 3 1 over 8 away from the border.
        var x = Tensor.From([0.0, 0, 8, 0, 0, 0, 0, 0], [1, 1, 1, 8]).Resize([1, 4], antialias: true);
        Check.Close([8.0 / 7, 3, 0, 0], x.ToDoubles(), 1e-12);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(2.0)]
    [InlineData(2.5)]
    [InlineData(double.PositiveInfinity)]
    public void Normalised_vectors_have_length_one_and_zero_stays(double p)
    {
        var x = Tensor.From([3.0, -4, 0, 0], [2, 2]);
        var y = x.Normalised(p, [1]).ToDoubles();
        var length = double.IsPositiveInfinity(p)
            ? y.Take(2).Max(Math.Abs)
            : Math.Pow(y.Take(2).Sum(v => Math.Pow(Math.Abs(v), p)), 1 / p);
        Check.Close([1, 0, 0], [length, y[2], y[3]], 1e-12);
    }

    [Fact]
    public void Norms_survive_a_large_mean_and_a_tiny_deviation()
    {
        var rng = new Rng(9);
        var values = new float[4 * 64];
        for (var i = 0; i < values.Length; i++) values[i] = (float)(5000 + 0.05 * rng.Normal());
        var single = Tensor.From(values, [4, 64]);
        var wide = Tensor.From(Array.ConvertAll(values, v => (double)v), [4, 64]);
        Check.Close(wide.LayerNorm().ToDoubles(), single.LayerNorm().ToDoubles(), 1e-4);
        var (a, b) = (single.Reshape([1, 4, 8, 8]), wide.Reshape([1, 4, 8, 8]));
        Check.Close(b.GroupNorm(2).ToDoubles(), a.GroupNorm(2).ToDoubles(), 1e-4);
        Check.Close(b.InstanceNorm().ToDoubles(), a.InstanceNorm().ToDoubles(), 1e-4);
        var (u, v) = (single.Transpose().Reshape([1, 64, 2, 2]), wide.Transpose().Reshape([1, 64, 2, 2]));
        Check.Close(v.LayerNormOverChannels().ToDoubles(), u.LayerNormOverChannels().ToDoubles(), 1e-4);
    }

    [Fact]
    public void The_generalised_mean_lies_between_mean_and_maximum_and_learns_its_exponent()
    {
        var x = Drawn([2, 3, 4, 4]).Abs() + 0.1;
        Same(x.Mean([2, 3]), x.GeneralisedMean(1));
        Check.Close(x.ReduceMax([2, 3]).ToDoubles(), x.GeneralisedMean(400).ToDoubles(), 1e-2);
        var p = Tensor.From([2.5]);
        Same(x.GeneralisedMean(2.5), x.GeneralisedMean(p));
        const double step = 1e-5;
        double At(double q) => x.GeneralisedMean(Tensor.From([q])).Sum().ToScalar();
        var slope = (At(2.5 + step) - At(2.5 - step)) / (2 * step);
        Check.Close([slope], Gradients.Of(x.GeneralisedMean(p).Sum(), p)[0].ToDoubles(), 1e-8);
    }
}
