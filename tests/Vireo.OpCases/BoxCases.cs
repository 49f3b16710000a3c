using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.OpCases;

/// <summary>Boxes and regions of images.</summary>
public static class BoxCases
{
    private static readonly RoiAlign s_align = new() { Height = 3, Width = 2, Scale = 0.5 };
    private static readonly RoiAlign s_legacy = new() { Height = 2, Width = 2, Samples = 2, Aligned = false };
    private static readonly RoiPool s_pool = new() { Height = 3, Width = 2, Scale = 0.5 };

    private static readonly DeformableConv2d s_deformed = new()
    {
        KH = 3, KW = 2, Window = new(2, 1), Groups = 2, OffsetGroups = 3, HasMask = true,
    };

    private static readonly DeformableConv2d s_plain = new() { KH = 2, KW = 2, Window = new(1, 0, 2) };

    private static readonly DeformableColumns s_columns = new()
    {
        KH = 3, KW = 2, Window = new(2, 1), OffsetGroups = 3,
    };

    private static readonly OpInput s_regions = new([4, 5])
    {
        Values = [0, 1, 2, 7, 8.5, 1, 0, 0, 9, 9, 0, 3.25, 3.75, 4, 4.125, 1, -2, 5, 4, 12],
        IsFixed = true,
    };

    /// <summary>The cases.</summary>
    public static OpCase[] All =>
    [
        new(new NonMaxSuppression { MaxOutputs = 3, IouThreshold = 0.3 }, Boxes(2, 5), Scores(2, 3, 5))
        {
            ChecksGradient = false,
        },
        new(new NonMaxSuppression { MaxOutputs = 7, ScoreThreshold = 0.2 }, Boxes(1, 7), Scores(1, 1, 7),
            new OpInput([1, 7]) { Low = 0, High = 2, Type = DType.I64 })
        {
            ChecksGradient = false,
        },
        new(new NonMaxSuppression { MaxOutputs = 4 }, Boxes(1, 1), Scores(1, 2, 1)) { ChecksGradient = false },
        new(new NonMaxSuppression { MaxOutputs = 2 }, Boxes(2, 0), Scores(2, 1, 0)) { ChecksGradient = false },
        new(new SoftNonMaxSuppression { MaxOutputs = 4 }, Single(5), new OpInput([5]) { Low = 0 })
        {
            ChecksGradient = false,
        },
        new(s_align, new OpInput([2, 3, 5, 6]), s_regions),
        new(s_legacy, new OpInput([2, 17, 6, 5]), s_regions),
        new(s_align, new OpInput([1, 2, 1, 1]), new OpInput([0, 5]) { IsFixed = true }),
        new(new RoiAlignBackward { Forward = s_align, Shape = [2, 3, 5, 6] }, new OpInput([4, 3, 3, 2]), s_regions),
        new(new RoiAlignBackward { Forward = s_legacy, Shape = [2, 37, 6, 5] }, new OpInput([4, 37, 2, 2]), s_regions),
        new(s_pool, new OpInput([2, 3, 5, 6]), s_regions),
        new(s_pool, new OpInput([2, 1, 4, 4]), new OpInput([0, 5]) { IsFixed = true }),
        new(new RoiPoolPlaces { Pooling = s_pool }, new OpInput([2, 3, 5, 6]), s_regions) { ChecksGradient = false },
        new(new RoiPoolBackward { Forward = s_pool, Shape = [2, 3, 5, 6] }, new OpInput([4, 3, 3, 2]),
            new OpInput([4, 3, 3, 2]) { Low = -1, High = 30, Type = DType.I32 }, s_regions),
        new(s_deformed, new OpInput([2, 6, 5, 4]), new OpInput([2, 36, 3, 3]), new OpInput([4, 3, 3, 2]),
            new OpInput([2, 18, 3, 3]), new OpInput([4])),
        new(s_plain, new OpInput([1, 17, 5, 6]), new OpInput([1, 8, 3, 4]), new OpInput([3, 17, 2, 2])),
        new(s_plain, new OpInput([0, 2, 5, 6]), new OpInput([0, 8, 3, 4]), new OpInput([3, 2, 2, 2])),
        new(new DeformableConv2d { KH = 1, KW = 1 }, new OpInput([1, 2, 3, 3]), new OpInput([1, 2, 3, 3]),
            new OpInput([5, 2, 1, 1]), new OpInput([5])),
        new(new JaccardWeights(), new OpInput([3, 17]), new OpInput([3, 17]) { Low = 0, High = 2, Type = DType.Bool })
        {
            ChecksGradient = false,
        },
        new(new JaccardWeights(), new OpInput([1, 1]), new OpInput([1, 1]) { Values = [0], Type = DType.Bool })
        {
            ChecksGradient = false,
        },
        new(new HardestMask { Fraction = 0.4 }, new OpInput([2, 3, 5])) { ChecksGradient = false },
        new(new HardestMask { Threshold = 1, LeastKept = 2 }, new OpInput([7])) { ChecksGradient = false },
        .. Enum.GetValues<BilinearPart>().SelectMany(Columns),
    ];

    private static OpCase[] Columns(BilinearPart part) =>
    [
        new(s_columns with { Part = part }, new OpInput([1, 6, 5, 4]), new OpInput([1, 36, 3, 3])),
        new(s_columns with { Part = part, HasMask = true }, new OpInput([2, 3, 5, 4]), new OpInput([2, 36, 3, 3]),
            new OpInput([2, 18, 3, 3])),
        new(new DeformableColumnsBackwardData
        {
            KH = 3, KW = 2, Window = new(2, 1), OffsetGroups = 3, HasMask = true, Part = part, Shape = [2, 3, 5, 4],
        },
            new OpInput([2, 9, 6, 3]), new OpInput([2, 36, 3, 3]), new OpInput([2, 18, 3, 3])),
        new(new DeformableColumnsBackwardOffsets
        {
            KH = 3, KW = 2, Window = new(2, 1), OffsetGroups = 3, HasMask = true, Part = part,
        },
            new OpInput([2, 9, 6, 3]), new OpInput([2, 3, 5, 4]), new OpInput([2, 36, 3, 3]),
            new OpInput([2, 18, 3, 3])),
    ];

    private static OpInput Boxes(int images, int count) => new([images, count, 4])
    {
        Values = [.. Enumerable.Range(0, images).SelectMany(_ => Corners(count))],
    };

    private static OpInput Single(int count) => new([count, 4]) { Values = Corners(count) };

    /// <summary>Boxes that overlap their neighbours by more and more.</summary>
    private static double[] Corners(int count) =>
    [
        .. Enumerable.Range(0, count).SelectMany(i => new[] { 4.0 * i, 3 + 0.5 * i, 4 * i + 5 + 2 * i, 12.5 + i }),
    ];

    private static OpInput Scores(int images, int classes, int count) => new([images, classes, count]) { Low = 0 };
}
