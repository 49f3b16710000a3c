using Vireo.Ops;

namespace Vireo.Tests;

public class ImageBufferTests
{
    [Fact]
    public void Every_run_sees_the_images_filled_in_last_and_takes_no_memory_for_them()
    {
        var x = Tensor.Placeholder([2, 3, 64, 64]);
        var step = Engine.Compile([x], [x.Sum([1, 2, 3])]);
        var buffer = new ImageBuffer(x.Shape);
        var pixels = new float[x.Shape.Count];
        for (var run = 1; run <= 3; run++)
        {
            Array.Fill(pixels, run);
            Assert.Equal([run * 12288f, run * 12288f], step.Run(buffer.Fill(pixels))[0].ToArray<float>());
        }

        Assert.Same(buffer.Fill(pixels), buffer.Fill(pixels));
    }

    [Fact]
    public void Pixels_lie_channel_by_channel_as_decoders_deliver_them()
    {
        var buffer = new ImageBuffer([1, 2, 1, 2]);
        Assert.Equal([1f, 3, 2, 4], buffer.Fill([1, 2, 3, 4]).ToArray<float>());
    }

    [Fact]
    public void What_is_written_in_place_is_what_the_tensor_holds()
    {
        var buffer = new ImageBuffer([1, 2, 1, 2]);
        float[] values = [1, 2, 3, 4];
        values.CopyTo(buffer.Values);
        Assert.Equal([1f, 3, 2, 4], buffer.Tensor.ToArray<float>());
        Assert.Same(buffer.Tensor, buffer.Fill(values));
    }

    [Fact]
    public void Another_count_or_rank_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new ImageBuffer([2, 3]));
        Assert.Throws<ArgumentException>(() => new ImageBuffer([1, 1, 2, 2]).Fill([1, 2, 3]));
    }
}
