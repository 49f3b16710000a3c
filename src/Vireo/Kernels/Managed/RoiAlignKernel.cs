using System.Numerics;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>What sampling regions and its gradient share: the walk over the samples of a cell.</summary>
internal abstract class RoiAlignKernel<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private protected RoiAlignKernel(RoiAlign op, Shape images, int count) => (Op, Images, Count) = (op, images, count);

    private protected RoiAlign Op { get; }

    /// <summary>Shape of the images.</summary>
    private protected Shape Images { get; }

    /// <summary>Number of regions.</summary>
    private protected int Count { get; }

    private protected MemorySlice RegionMemory { get; set; }

    private protected RoiGrid Grid(int region)
    {
        Span<double> numbers = stackalloc double[5];
        var stored = RegionMemory.Span<T>(region * 5L, 5);
        for (var i = 0; i < stored.Length; i++) numbers[i] = double.CreateTruncating(stored[i]);
        return Op.Grid(numbers, Images[0]);
    }

    /// <summary>Adds to <paramref name="pixels"/> and <paramref name="weights"/> the four pixels of a sample.</summary>
    /// <returns>Whether the sample lies in the image.</returns>
    private protected bool Corners(RoiGrid grid, int row, int column, int sample, Span<int> pixels, Span<T> weights)
    {
        var (h, w) = (Images[2], Images[3]);
        var y = grid.Y(row, sample / grid.SamplesX);
        var x = grid.X(column, sample % grid.SamplesX);
        if (y < -1 || y > h || x < -1 || x > w) return false;
        (y, x) = (Math.Clamp(y, 0, h - 1), Math.Clamp(x, 0, w - 1));
        var (top, left) = ((int)y, (int)x);
        var (bottom, right) = (Math.Min(top + 1, h - 1), Math.Min(left + 1, w - 1));
        var (fy, fx, share) = (y - top, x - left, grid.Share);
        (pixels[0], pixels[1]) = (top * w + left, top * w + right);
        (pixels[2], pixels[3]) = (bottom * w + left, bottom * w + right);
        weights[0] = T.CreateTruncating((1 - fy) * (1 - fx) * share);
        weights[1] = T.CreateTruncating((1 - fy) * fx * share);
        weights[2] = T.CreateTruncating(fy * (1 - fx) * share);
        weights[3] = T.CreateTruncating(fy * fx * share);
        return true;
    }
}
