using Vireo.Graph;
using Vireo.Kernels;
using Vireo.Native;
using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.Tests.Ops;

/// <summary>Regions and deformable convolution: second derivatives, limits, and the same bits for any number of
/// threads.</summary>
[Collection("thread count")]
public class RegionTests
{
    private static Tensor Drawn(Rng rng, Shape shape, double scale = 1)
    {
        var values = new double[shape.Count];
        foreach (ref var value in values.AsSpan()) value = scale * (2 * rng.UniformDouble() - 1);
        return Tensor.From(values, shape);
    }

    /// <summary>Functions of x [2, 4, 5, 5] and others, whose gradients are differentiated again.</summary>
    private static Tensor Function(string name, Tensor[] x)
    {
        var regions = Tensor.From([0.0, 1, 0.5, 4, 4.25, 1, -1, 0, 3, 5], [2, 5]);
        var images = x[0].Reshape([2, 4, 5, 5]);
        return name switch
        {
            "roi align" => images.RoiAlign(regions, 2, 3),
            "roi pool" => images.RoiPool(regions, 2, 3),
            _ => images.DeformableConv2d(
                x[1].Reshape([2, 16, 2, 2]), x[2].Reshape([6, 2, 2, 2]), x[3].Reshape([2, 8, 2, 2]), x[4],
                new Window2d(2)),
        };
    }

    [Theory, InlineData("roi align"), InlineData("roi pool"), InlineData("deformable")]
    public void Second_derivatives_agree_with_differences_of_gradients(string name)
    {
        var rng = new Rng(3);
        int[] lengths = name == "deformable" ? [200, 128, 48, 64, 6] : [200];
        var at = lengths.Select(n => new Variable([n], DType.F64)).ToArray();
        foreach (var variable in at) variable.Set(Drawn(rng, variable.Value.Shape).ToDoubles());
        Tensor[] x = [.. at.Select(v => v.Value)];
        var y = Function(name, x);
        var loss = (y * Drawn(rng, y.Shape) + y * y * Drawn(rng, y.Shape)).Sum();
        var gradients = Gradients.Of(loss, x);
        Tensor[] direction = [.. lengths.Select(n => Drawn(rng, [n]))];
        var product = Gradients.Of(
            gradients.Zip(direction, (g, d) => (g * d).Sum()).Aggregate((a, b) => a + b), x);
        var found = product.SelectMany(p => p.ToDoubles()).ToArray();

        double[] Moved(double step)
        {
            var before = at.Select(v => v.ToDoubles()).ToArray();
            for (var i = 0; i < at.Length; i++) at[i].Set((at[i].Value + direction[i] * step).ToDoubles());
            var moved = Engine.Compile([], gradients).Run().SelectMany(g => g.ToDoubles()).ToArray();
            for (var i = 0; i < at.Length; i++) at[i].Set(before[i]);
            return moved;
        }

        var (up, down) = (Moved(1e-6), Moved(-1e-6));
        Check.Close([.. up.Zip(down, (u, d) => (u - d) / 2e-6)], found, 1e-7, name);
    }

    [Fact]
    public void Without_moves_a_deformable_convolution_is_a_convolution()
    {
        var rng = new Rng(4);
        var (x, w, b) = (Drawn(rng, [2, 6, 7, 5]), Drawn(rng, [4, 3, 3, 2]), Drawn(rng, [4]));
        var window = new Window2d(2, 1) { DilationW = 2 };
        var expected = x.Conv2d(w, b, window, groups: 2);
        var still = Tensor.Full(0, [2, 12, expected.Shape[2], expected.Shape[3]], DType.F64);

        Check.Close(expected.ToDoubles(), x.DeformableConv2d(still, w, bias: b, window: window).ToDoubles(), 1e-12);
    }

    [Theory, InlineData(double.NaN), InlineData(double.PositiveInfinity), InlineData(-1e30), InlineData(1e30)]
    public void A_tap_moved_out_of_the_world_samples_zero(double move)
    {
        var x = Tensor.Full(1, [1, 1, 3, 3], DType.F64);
        var y = x.DeformableConv2d(Tensor.Full(move, [1, 2, 3, 3], DType.F64), Tensor.Full(1, [1, 1, 1, 1], DType.F64));

        Assert.All(y.ToDoubles(), v => Assert.Equal(0, v));
    }

    [Fact]
    public void Kernels_give_the_same_bits_for_any_number_of_threads()
    {
        var rng = new Rng(6);
        var align = new RoiAlign { Height = 3, Width = 3 };
        var pool = new RoiPool { Height = 3, Width = 3 };
        var regions = Tensor.From([0.0, 1, 0.5, 4, 4.25, 1, -1, 0, 3, 5, 0, 0, 0, 5, 5], [3, 5]);
        var (x, dy) = (Drawn(rng, [2, 37, 6, 6]), Drawn(rng, [3, 37, 3, 3]));
        var (offsets, weight) = (Drawn(rng, [2, 18, 6, 6]), Drawn(rng, [5, 37, 3, 3]));
        var columns = new DeformableColumns { KH = 3, KW = 3, Window = new(1, 1) };
        var d = Drawn(rng, [2, 36, 9, 37]);
        (Op Op, Tensor[] Inputs)[] cases =
        [
            (align, [x, regions]), (new RoiAlignBackward { Forward = align, Shape = x.Shape }, [dy, regions]),
            (pool, [x, regions]),
            (new DeformableConv2d { KH = 3, KW = 3, Window = new(1, 1) }, [x, offsets, weight]),
            (columns, [x, offsets]),
            (new DeformableColumnsBackwardData { KH = 3, KW = 3, Window = new(1, 1), Shape = x.Shape }, [d, offsets]),
            (new DeformableColumnsBackwardOffsets { KH = 3, KW = 3, Window = new(1, 1) }, [d, x, offsets]),
        ];
        foreach (var (op, inputs) in cases)
        {
            var bits = new[] { 1, 2, 4 }.Select(threads => Bits(op, inputs, threads)).ToArray();
            Assert.Equal(bits[0], bits[1]);
            Assert.Equal(bits[0], bits[2]);
        }
    }

    private static byte[] Bits(Op op, Tensor[] inputs, int threads)
    {
        TensorSpec[] specs = [.. inputs.Select(i => new TensorSpec(i.Shape, DType.F32))];
        Operand Place(TensorSpec spec, bool isImage) =>
            new(spec.Shape, spec.DType, spec.Shape.Rank == 4 && isImage ? Layout.ChannelsLast : Layout.RowMajor);
        Operand[] from = [.. specs.Select((s, i) => Place(s, op.IsImageInput(i)))];
        Operand[] to = [.. op.Infer(specs).Select((s, i) => Place(s, op.IsImageOutput(i)))];
        var kernel = KernelCatalog.TryCreate(Backend.Managed, op, from, to);
        Assert.NotNull(kernel);
        var x = from.Select(o => new MemorySlice(new AlignedMemory(o.Bytes))).ToArray();
        var y = to.Select(o => new MemorySlice(new AlignedMemory(o.Bytes))).ToArray();
        for (var i = 0; i < x.Length; i++) KernelCatalog.Write(inputs[i].ToDoubles(), x[i], from[i]);
        var before = Workers.Count;
        try
        {
            Workers.Count = threads;
            kernel.Run(x, y, new MemorySlice(new AlignedMemory(Math.Max(64, kernel.ScratchBytes))));
        }
        finally
        {
            Workers.Count = before;
        }

        return [.. y.SelectMany(o => o.Span<byte>().ToArray())];
    }
}
