using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.OpCases;

/// <summary>Ops on images: convolution, normalisation, pooling, resampling.</summary>
public static class ImageCases
{
    private static readonly Conv2d s_conv = new() { Window = new(2, 1), Groups = 1 };
    private static readonly Conv2d s_grouped = new() { Window = new(1, 2, 2), Groups = 3 };
    private static readonly MaxPool2d s_maxPool = new() { KH = 3, KW = 3, Window = new(2, 1) };
    private static readonly AveragePool2d s_avgPool = new() { KH = 3, KW = 2, Window = new(2, 1), CeilMode = true };
    private static readonly Window2d s_window = new()
    {
        StrideH = 2, PadTop = 1, PadLeft = 1, DilationW = 2, PadRight = 1,
    };

    private static readonly AdaptiveAveragePool2d s_adaptive = new() { OH = 3, OW = 2 };

    /// <summary>The cases.</summary>
    public static OpCase[] All =>
    [
        new(s_conv, new OpInput([2, 3, 7, 6]), new OpInput([4, 3, 3, 3]), new OpInput([4])) { BatchInputs = [0] },
        new(s_grouped, new OpInput([2, 6, 5, 6]), new OpInput([9, 2, 3, 2])) { BatchInputs = [0] },
        new(new Conv2d { Window = new(1, 1), Groups = 5 }, new OpInput([2, 5, 6, 7]), new OpInput([5, 1, 3, 3]))
        {
            BatchInputs = [0],
        },
        new(new Conv2d(), new OpInput([2, 17, 4, 3]), new OpInput([5, 17, 1, 1])) { BatchInputs = [0] },
        new(new Conv2dBackwardData { Forward = s_conv, Shape = [2, 3, 7, 6] }, new OpInput([2, 4, 4, 3]),
            new OpInput([4, 3, 3, 3])),
        new(new Conv2dBackwardData { Forward = s_grouped, Shape = [2, 6, 5, 6] }, new OpInput([2, 9, 5, 8]),
            new OpInput([9, 2, 3, 2])),
        new(new Conv2dBackwardWeights { Forward = s_grouped, Shape = [9, 2, 3, 2] }, new OpInput([2, 6, 5, 6]),
            new OpInput([2, 9, 5, 8])),
        new(s_conv, new OpInput([0, 3, 7, 6]), new OpInput([4, 3, 3, 3]), new OpInput([4])),
        new(s_maxPool, new OpInput([0, 3, 6, 7])),
        new(s_avgPool, new OpInput([0, 3, 6, 7])),
        new(s_adaptive, new OpInput([0, 3, 7, 5])),
        new(new AdaptiveAveragePool2d(), new OpInput([0, 3, 7, 5])),
        new(new BatchNormInference(), new OpInput([0, 3, 5, 3]), new OpInput([3]), new OpInput([3]),
            new OpInput([3]), new OpInput([3]) { Low = 0.5 }),
        new(new BatchNormTraining(), new OpInput([4, 3, 5, 3]), new OpInput([3]), new OpInput([3])),
        new(new BatchNormInference(), new OpInput([4, 3, 5, 3]), new OpInput([3]), new OpInput([3]),
            new OpInput([3]), new OpInput([3]) { Low = 0.5 }),
        new(new BatchNormBackward(), new OpInput([4, 3, 5, 3]), new OpInput([4, 3, 5, 3]), new OpInput([3]),
            new OpInput([3]), new OpInput([3]) { Low = 0.5 }),
        new(s_maxPool, new OpInput([2, 3, 6, 7])) { BatchInputs = [0] },
        new(new MaxPool2d { KH = 3, KW = 2, Window = new(2, 1, 2), CeilMode = true }, new OpInput([2, 3, 8, 7])),
        new(new MaxPool2dBackward { Shape = [2, 3, 6, 7] }, new OpInput([2, 3, 3, 4]),
            new OpInput([2, 3, 3, 4]) { Low = 0, High = 42, Type = DType.I32 }),
        new(s_avgPool, new OpInput([2, 3, 6, 7])) { BatchInputs = [0] },
        new(s_avgPool with { CountPadding = false }, new OpInput([2, 3, 6, 7])),
        new(new AveragePool2d { KH = 2, KW = 2, Window = new(2) }, new OpInput([1, 2, 5, 4])),
        new(new AveragePool2dBackward { Forward = s_avgPool, Shape = [2, 3, 6, 7] }, new OpInput([2, 3, 4, 4])),
        new(
            new AveragePool2d { KH = 3, KW = 3, Window = new(2) { PadTop = 1, PadRight = 2 } },
            new OpInput([2, 3, 6, 7])),
        new(s_adaptive, new OpInput([2, 3, 7, 5])) { BatchInputs = [0] },
        new(new AdaptiveAveragePool2d(), new OpInput([2, 3, 7, 5])),
        new(new AdaptiveAveragePool2d { OH = 3, OW = 2 }, new OpInput([2, 3, 6, 4])),
        new(new AdaptiveAveragePool2dBackward { Forward = s_adaptive, Shape = [2, 3, 7, 5] }, new OpInput([2, 3, 3,
            2])),
        new(new AdaptiveMaxPool2d { OH = 3, OW = 2 }, new OpInput([2, 17, 7, 5])) { BatchInputs = [0] },
        new(new AdaptiveMaxPool2d { OH = 7, OW = 6 }, new OpInput([1, 3, 5, 4])),
        new(new MaxUnpool2d { Height = 3, Width = 3 }, new OpInput([1, 2, 1, 3]),
            new OpInput([1, 2, 1, 3]) { Type = DType.I32, Values = [8, 0, 4, 1, -1, 2] }),
        new(new Unfold { KH = 2, KW = 3, Window = s_window }, new OpInput([2, 3, 5, 6])) { BatchInputs = [0] },
        new(new Unfold { KH = 1, KW = 1 }, new OpInput([1, 1, 1, 1])),
        new(new Fold { Forward = new() { KH = 2, KW = 3, Window = s_window }, Shape = [2, 3, 5, 6] },
            new OpInput([2, 18, 12])),
        .. Resizing, .. Padding, .. Sampling, .. Norms,
    ];

    private static IEnumerable<OpCase> Resizing
    {
        get
        {
            foreach (var mode in Enum.GetValues<ResizeMode>())
            {
                foreach (var coordinates in Enum.GetValues<ResizeCoordinates>())
                {
                    yield return new(
                        new Resize2d { Height = 7, Width = 3, Mode = mode, Coordinates = coordinates },
                        new OpInput([2, 3, 4, 5])) { BatchInputs = [0] };
                }
            }

            foreach (var rounding in Enum.GetValues<NearestRounding>())
            {
                yield return new(
                    new Resize2d { Height = 3, Width = 9, Mode = ResizeMode.Nearest, Rounding = rounding },
                    new OpInput([1, 17, 5, 6]));
            }

            var cubic = new Resize2d { Height = 4, Width = 8, Mode = ResizeMode.Cubic };
            yield return new(cubic with { ExcludeOutside = true, CubicCoefficient = -0.5 }, new OpInput([1, 2, 6, 5]));
            yield return new(cubic with { Antialias = true, CubicCoefficient = -0.5 }, new OpInput([1, 2, 11, 17]));
            yield return new(new Resize2d { Height = 4, Width = 3, Antialias = true }, new OpInput([1, 33, 9, 3]));
            yield return new(
                new Resize2d { Height = 3, Width = 12, ScaleH = 0.7, ScaleW = 2.5 }, new OpInput([2, 16, 5, 5]));
            yield return new(new Resize2d { Height = 5, Width = 1 }, new OpInput([1, 1, 1, 1]));
            yield return new(
                new Separable2dBackward { Forward = cubic, Shape = [2, 19, 5, 6] }, new OpInput([2, 19, 4, 8]));
        }
    }

    private static OpCase[] Padding =>
    [
        new(new PadImage { Mode = PadMode.Reflect, Top = 3, Bottom = 1, Left = 2 }, new OpInput([2, 5, 4, 3]))
            { BatchInputs = [0] },
        new(new PadImage { Mode = PadMode.Replicate, Top = 5, Right = 4, Left = -1 }, new OpInput([2, 3, 2, 3])),
        new(new PadImage { Mode = PadMode.Circular, Bottom = 3, Left = 2, Top = -1 }, new OpInput([1, 16, 4, 3])),
    ];

    private static IEnumerable<OpCase> Sampling
    {
        get
        {
            var grid = new OpInput([2, 3, 2, 2]) { Low = -1.4, High = 1.4 };
            foreach (var mode in Enum.GetValues<ResizeMode>())
            {
                foreach (var padding in Enum.GetValues<GridPadding>())
                {
                    var op = new GridSample { Mode = mode, Padding = padding, AlignCorners = mode == ResizeMode.Cubic };
                    yield return new(op, new OpInput([2, 3, 4, 5]), grid) { BatchInputs = [0, 1] };
                    yield return new(op with { AlignCorners = !op.AlignCorners }, new OpInput([2, 33, 3, 2]), grid);
                    yield return new(
                        new GridSampleBackward { Forward = op }, new OpInput([2, 3, 3, 2]), new OpInput([2, 3, 4, 5]),
                        grid) { BatchInputs = [0, 1, 2] };
                }
            }

            yield return new(
                new GridSample(), new OpInput([1, 1, 1, 1]), new OpInput([1, 1, 1, 2]) { Low = -1, High = 1 });
        }
    }

    private static OpCase[] Norms =>
    [
        new(new RowNorm(), new OpInput([2, 3, 37]), new OpInput([37]), new OpInput([37])) { BatchInputs = [0] },
        new(new RowNorm(), new OpInput([3, 5]), new OpInput([5]), new OpInput([5])),
        new(new RowNorm { OverChannels = true }, new OpInput([2, 19, 3, 2]), new OpInput([19]), new OpInput([19]))
            { BatchInputs = [0] },
        new(new RowNorm { IsCentred = false }, new OpInput([4, 2, 3, 33]), new OpInput([33]), new OpInput([33])),
        new(new RowNorm(), new OpInput([1]), new OpInput([1]), new OpInput([1])),
        new(new RowNormBackward { Forward = new() }, new OpInput([3, 23]), new OpInput([3, 23]), new OpInput([23]))
            { BatchInputs = [0, 1] },
        new(new RowNormBackward { Forward = new() }, new OpInput([4, 3]), new OpInput([4, 3]), new OpInput([3])),
        new(new RowNormBackward { Forward = new() { OverChannels = true } }, new OpInput([2, 17, 2, 3]),
            new OpInput([2, 17, 2, 3]), new OpInput([17])),
        new(new RowNormBackward { Forward = new() { IsCentred = false } }, new OpInput([3, 35]), new OpInput([3, 35]),
            new OpInput([35])),
        new(new GroupNorm2d { Groups = 3 }, new OpInput([2, 6, 3, 5]), new OpInput([6]), new OpInput([6]))
            { BatchInputs = [0] },
        new(new GroupNorm2d { Groups = 17 }, new OpInput([2, 17, 3, 5]), new OpInput([17]), new OpInput([17])),
        new(new GroupNorm2d { Groups = 1 }, new OpInput([1, 5, 1, 7]), new OpInput([5]), new OpInput([5])),
        new(new GroupNorm2dBackward { Forward = new() { Groups = 2 } }, new OpInput([2, 6, 3, 4]),
            new OpInput([2, 6, 3, 4]), new OpInput([6]), new OpInput([2, 2]), new OpInput([2, 2]) { Low = 0.5 })
            { BatchInputs = [0, 1, 3, 4] },
        new(new GroupNorm2dBackward { Forward = new() { Groups = 17 } }, new OpInput([1, 17, 3, 4]),
            new OpInput([1, 17, 3, 4]), new OpInput([17]), new OpInput([1, 17]), new OpInput([1, 17]) { Low = 0.5 }),
    ];
}
