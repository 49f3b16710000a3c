namespace Vireo.Ops;

/// <summary>What ops on regions of images share. A region is five numbers <c>n, x1, y1, x2, y2</c>: the image it is of,
/// and its corners in pixels of the input picture.</summary>
internal static class Regions
{
    /// <summary>Throws unless there are images <c>[N, C, H, W]</c> and regions <c>[K, 5]</c>.</summary>
    /// <exception cref="ShapeException">There are not.</exception>
    public static void Require(string op, string name, TensorSpec x, TensorSpec regions, int rank = 4)
    {
        if (x.Shape.Rank == rank && regions.Shape.Rank == 2 && regions.Shape[1] == 5 && x.DType == regions.DType
            && x.DType.IsFloat)
        {
            return;
        }

        throw new ShapeException(op, "images and regions do not fit.",
            [(name, x, "N, C, H, W"), ("regions", regions, "K, 5")],
            "A region is five numbers of the images' type: number of the image, x1, y1, x2, y2.");
    }

    /// <summary>The image that a region is of.</summary>
    /// <exception cref="BadDataException">There is no such image.</exception>
    public static int Image(double number, int images) => number >= 0 && number < images
        ? (int)number
        : throw new BadDataException("VIR5102", $"a region is of image {number}, but there are {images}");
}
