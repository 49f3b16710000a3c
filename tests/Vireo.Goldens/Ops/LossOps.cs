using Vireo.Losses;
using Vireo.Ops;

namespace Vireo.Goldens.Ops;

/// <summary>Losses.</summary>
internal static class LossOps
{
    /// <summary>The ops by name.</summary>
    public static IEnumerable<(string Name, Func<OpCall, Outputs> Build)> Table =>
    [
        ("cross_entropy", CrossEntropy), ("mse_loss", MeanSquares),
    ];

    private static Outputs CrossEntropy(OpCall call)
    {
        var (x, target) = (call.Input("x") ?? call[0], call.Input("target") ?? call[1]);
        var reduction = call.Text("reduction", "mean");
        if (reduction != "mean") throw new MissingException($"cross_entropy with reduction={reduction}");
        var ignored = call.Int("ignore_index", -100);
        if (x.Shape.Rank != 2 || target.DType.IsFloat)
        {
            throw new MissingException("cross_entropy of other than [N, C] and labels");
        }

        if (target.ToDoubles().Contains(ignored)) throw new MissingException("cross_entropy with ignored labels");
        return x.CrossEntropy(target, call.Number("label_smoothing", 0), call.Input("weight"));
    }

    private static Outputs MeanSquares(OpCall call)
    {
        var squares = (call[0] - call[1]).Power(2);
        return call.Text("reduction", "mean") switch
        {
            "none" => squares,
            "sum" => squares.Sum(),
            "mean" => squares.Mean(),
            var other => throw new MissingException($"mse_loss with reduction={other}"),
        };
    }
}
