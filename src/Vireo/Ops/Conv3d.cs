namespace Vireo.Ops;

/// <summary>Convolution of volumes, composed: one two-dimensional convolution of all slices for every slice of the
/// kernel.</summary>
public static class Conv3dOp
{
    extension(Tensor x)
    {
        /// <summary>Convolution of <c>[N, C, D, H, W]</c> with <c>[O, C / groups, kD, kH, kW]</c> to
        /// <c>[N, O, D', H', W']</c>, and a bias <c>[O]</c>.</summary>
        /// <exception cref="ShapeException">The operands do not fit.</exception>
        public Tensor Conv3d(Tensor weight, Tensor? bias = null, Window3d? window = null, int groups = 1)
        {
            Require("conv3d", x, weight, "O, C / groups, kD, kH, kW");
            var v = window ?? new();
            var (s, w) = (x.Shape, weight.Shape);
            var room = s[2] + v.PadFront + v.PadBack - v.DilationD * (w[2] - 1) - 1;
            if (room < 0)
            {
                throw Misfit("conv3d", x, weight, "O, C / groups, kD, kH, kW",
                    $"a kernel of {w[2]} slices is larger than the padded volume.", "Pad more, or shrink the kernel.");
            }

            var depth = room / v.StrideD + 1;
            var slices = x.Transpose(0, 2, 1, 3, 4).Pad(1, v.PadFront, v.PadBack);
            Tensor? sum = null;
            for (var k = 0; k < w[2]; k++)
            {
                var start = k * v.DilationD;
                var seen = slices.Slice(1, start, start + (depth - 1) * v.StrideD + 1, v.StrideD)
                    .Reshape([s[0] * depth, s[1], s[3], s[4]]);
                var part = seen.Conv2d(Sheet(weight, k), k == 0 ? bias : null, v.Plane, groups);
                sum = sum is null ? part : sum + part;
            }

            var y = sum ?? throw Misfit("conv3d", x, weight, "O, C / groups, kD, kH, kW", "the kernel is empty.",
                "Give it at least one slice.");
            return y.Reshape([s[0], depth, y.Shape[1], y.Shape[2], y.Shape[3]]).Transpose(0, 2, 1, 3, 4);
        }

        /// <summary>Transposed convolution of <c>[N, C, D, H, W]</c> with <c>[C, O / groups, kD, kH, kW]</c>; see
        /// <see cref="ConvTranspose2dOp"/>.</summary>
        /// <param name="weight">The filters.</param>
        /// <param name="bias"><c>[O]</c>, or nothing.</param>
        /// <param name="window">Stride, dilation, and what is cut off the output.</param>
        /// <param name="groups">Blocks of channels that do not see each other.</param>
        /// <param name="extra">What is added behind, below and to the right.</param>
        /// <exception cref="ShapeException">The operands do not fit.</exception>
        public Tensor ConvTranspose3d(
            Tensor weight, Tensor? bias = null, Window3d? window = null, int groups = 1,
            (int D, int H, int W) extra = default)
        {
            Require("conv_transpose3d", x, weight, "C, O / groups, kD, kH, kW");
            var v = window ?? new();
            var (s, w) = (x.Shape, weight.Shape);
            var slices = x.Transpose(0, 2, 1, 3, 4).Reshape([s[0] * s[2], s[1], s[3], s[4]]);
            var whole = (s[2] - 1) * v.StrideD + v.DilationD * (w[2] - 1) + 1 + extra.D;
            Tensor? sum = null;
            for (var k = 0; k < w[2]; k++)
            {
                var part = slices.ConvTranspose2d(Sheet(weight, k), null, v.Plane, groups, extra.H, extra.W);
                part = part.Reshape([s[0], s[2], part.Shape[1], part.Shape[2], part.Shape[3]]);
                var spread = new Unslice { Axis = 1, Start = k * v.DilationD, Step = v.StrideD, Extent = whole };
                var placed = Tensor.Of(spread, part);
                sum = sum is null ? placed : sum + placed;
            }

            var y = sum ?? throw Misfit("conv_transpose3d", x, weight, "C, O / groups, kD, kH, kW",
                "the kernel is empty.", "Give it at least one slice.");
            y = y.Pad(1, -v.PadFront, -v.PadBack).Transpose(0, 2, 1, 3, 4);
            return bias is null ? y : y + bias.Reshape([1, bias.Shape[0], 1, 1, 1]);
        }
    }

    private static Tensor Sheet(Tensor weight, int k)
    {
        var w = weight.Shape;
        return weight.Slice(2, k, k + 1).Reshape([w[0], w[1], w[3], w[4]]);
    }

    private static void Require(string op, Tensor x, Tensor weight, string axes)
    {
        if (x.Shape.Rank == 5 && weight.Shape.Rank == 5) return;
        throw Misfit(
            op, x, weight, axes, "input and weight must have five axes.", "Add the missing axes with Reshape.");
    }

    private static ShapeException Misfit(
        string op, Tensor x, Tensor weight, string axes, string problem, string fix) =>
        new(op, problem, [("input", x.Spec, "N, C, D, H, W"), ("weight", weight.Spec, axes)], fix);
}
