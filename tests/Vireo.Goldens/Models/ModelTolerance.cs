using System.Text.Json;

namespace Vireo.Goldens.Models;

/// <summary>How far numbers of a model may lie from the golden ones, relative: in double precision 1e-7, in single
/// precision ten times what the library itself showed, within floors.</summary>
internal sealed record ModelTolerance(double Output, double Loss, double Gradient)
{
    /// <summary>What double precision has to keep.</summary>
    public const double Double = 1e-7;

    /// <summary>The tolerances for an element type, from the file's <c>float32_deviation</c>.</summary>
    public static ModelTolerance Of(DType type, JsonElement? deviation)
    {
        if (type == DType.F64) return new(Double, Double, Double);
        double Ten(string name) => 10 * (deviation?.Find(name)?.Number() ?? 0);
        var loss = Math.Max(Ten("train_loss_rel"), Ten("loss_rel"));
        return new(
            Math.Max(1e-5, Ten("eval_output_rel_l2")), Math.Max(1e-5, loss), Math.Max(1e-3, Ten("grad_rel_l2_all")));
    }
}
