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
        new(new BatchNormTraining(), new OpInput([4, 3, 5, 3]), new OpInput([3]), new OpInput([3])),
        new(new BatchNormInference(), new OpInput([4, 3, 5, 3]), new OpInput([3]), new OpInput([3]),
            new OpInput([3]), new OpInput([3]) { Low = 0.5 }),
        new(new BatchNormBackward(), new OpInput([4, 3, 5, 3]), new OpInput([4, 3, 5, 3]), new OpInput([3]),
            new OpInput([3]), new OpInput([3]) { Low = 0.5 }),
        new(s_maxPool, new OpInput([2, 3, 6, 7])) { BatchInputs = [0] },
        new(new MaxPool2d { KH = 3, KW = 2, Window = new(2, 1, 2), CeilMode = true }, new OpInput([2, 3, 8, 7])),
        new(new MaxPool2dBackward { Forward = s_maxPool, Shape = [2, 3, 6, 7] }, new OpInput([2, 3, 3, 4]),
            new OpInput([2, 3, 3, 4]) { Low = 0, High = 42, Type = DType.I32 }),
        new(s_avgPool, new OpInput([2, 3, 6, 7])) { BatchInputs = [0] },
        new(s_avgPool with { CountPadding = false }, new OpInput([2, 3, 6, 7])),
        new(new AveragePool2d { KH = 2, KW = 2, Window = new(2) }, new OpInput([1, 2, 5, 4])),
        new(new AveragePool2dBackward { Forward = s_avgPool, Shape = [2, 3, 6, 7] }, new OpInput([2, 3, 4, 4])),
        new(s_adaptive, new OpInput([2, 3, 7, 5])) { BatchInputs = [0] },
        new(new AdaptiveAveragePool2d(), new OpInput([2, 3, 7, 5])),
        new(new AdaptiveAveragePool2d { OH = 3, OW = 2 }, new OpInput([2, 3, 6, 4])),
        new(new AdaptiveAveragePool2dBackward { Forward = s_adaptive, Shape = [2, 3, 7, 5] }, new OpInput([2, 3, 3,
            2])),
    ];
}
