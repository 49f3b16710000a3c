namespace Vireo.Ops;

/// <summary>Moves numbers between channels and space, composed.</summary>
/// <remarks>Shi et al. 2016, arXiv:1609.05158; Zhang et al. 2017, "ShuffleNet", arXiv:1707.01083.</remarks>
public static class PixelShuffleOp
{
    extension(Tensor x)
    {
        /// <summary><c>[N, C·r², H, W]</c> to <c>[N, C, H·r, W·r]</c>: <c>y[n, c, h·r + i, w·r + j] =
        /// x[n, c·r² + i·r + j, h, w]</c>.</summary>
        /// <exception cref="ShapeException">The channels are no multiple of the squared factor.</exception>
        public Tensor PixelShuffle(int factor)
        {
            var s = Require("pixel_shuffle", x, factor);
            if (s[1] % (factor * factor) != 0)
            {
                throw new ShapeException("pixel_shuffle",
                    $"{s[1]} channels are no multiple of {factor}² = {factor * factor}.",
                    [("x", x.Spec, "N, C·r², H, W")], "Let the convolution before it make C·r² channels.");
            }

            var channels = s[1] / (factor * factor);
            return x.Reshape([s[0], channels, factor, factor, s[2], s[3]]).Transpose(0, 1, 4, 2, 5, 3)
                .Reshape([s[0], channels, s[2] * factor, s[3] * factor]);
        }

        /// <summary><c>[N, C, H·r, W·r]</c> to <c>[N, C·r², H, W]</c>: the inverse of
        /// <c>PixelShuffle</c>.</summary>
        /// <exception cref="ShapeException">An extent is no multiple of the factor.</exception>
        public Tensor PixelUnshuffle(int factor)
        {
            var s = Require("pixel_unshuffle", x, factor);
            if (s[2] % factor != 0 || s[3] % factor != 0)
            {
                throw new ShapeException("pixel_unshuffle", $"{s[2]} x {s[3]} pixels are no multiple of {factor}.",
                    [("x", x.Spec, "N, C, H·r, W·r")], "Crop or pad the images first.");
            }

            var (height, width) = (s[2] / factor, s[3] / factor);
            return x.Reshape([s[0], s[1], height, factor, width, factor]).Transpose(0, 1, 3, 5, 2, 4)
                .Reshape([s[0], s[1] * factor * factor, height, width]);
        }

        /// <summary>Deals the channels of G groups out in turn: <c>y[n, c·G + g] = x[n, g·C/G + c]</c>, for
        /// <c>[N, C, …]</c>.</summary>
        /// <exception cref="ShapeException">The channels are no multiple of the groups.</exception>
        public Tensor ChannelShuffle(int groups)
        {
            var s = x.Shape;
            if (s.Rank < 2 || groups < 1 || s[1] % groups != 0)
            {
                throw new ShapeException("channel_shuffle", $"the channels do not make {groups} groups.",
                    [("x", x.Spec, "N, C, …")], "Choose a divisor of the number of channels.");
            }

            var inner = 1;
            foreach (var extent in s.Extents[2..]) inner *= extent;
            return x.Reshape([s[0], groups, s[1] / groups, inner]).Transpose(0, 2, 1, 3).Reshape(s);
        }
    }

    private static Shape Require(string op, Tensor x, int factor) => x.Shape.Rank == 4 && factor >= 1
        ? x.Shape
        : throw new ShapeException(op, $"images have four axes, the factor ({factor}) is one or more.",
            [("x", x.Spec, "N, C, H, W")], "Add the missing axes.");
}
