using Vireo.Ops;

namespace Vireo.Losses;

/// <summary>The loss of texts whose place along the time axis is not known; see <see cref="CtcLoss"/>.</summary>
/// <remarks>Graves et al. 2006, "Connectionist temporal classification".</remarks>
public static class AlignmentLoss
{
    extension(Tensor logProbabilities)
    {
        /// <summary>CTC loss of logarithms of probabilities <c>[T, N, C]</c>.</summary>
        /// <param name="targets">Labels (I64), padded to <c>[N, S]</c> or one behind the other.</param>
        /// <param name="inputLengths">Steps that each sequence has, <c>[N]</c>, I64.</param>
        /// <param name="targetLengths">Labels that each text has, <c>[N]</c>, I64.</param>
        /// <param name="blank">The class that stands for no label.</param>
        /// <param name="zeroInfinity">Whether texts that do not fit into their time count as zero; their loss is
        /// infinite otherwise.</param>
        /// <param name="reduction">What becomes of the losses <c>[N]</c>. As in PyTorch, the mean is that of losses
        /// divided by the number of labels (at least one).</param>
        /// <exception cref="ShapeException">The operands do not fit.</exception>
        /// <exception cref="BadDataException">A length leaves its axis, or a label is no class or the blank; found when
        /// it runs.</exception>
        public Tensor Ctc(
            Tensor targets, Tensor inputLengths, Tensor targetLengths, int blank = 0, bool zeroInfinity = false,
            Reduction reduction = Reduction.Mean)
        {
            ArgumentNullException.ThrowIfNull(targetLengths);
            var op = new CtcLoss { Blank = blank, ZeroInfinity = zeroInfinity };
            var losses = Tensor.Of(op, logProbabilities, targets, inputLengths, targetLengths);
            if (reduction != Reduction.Mean) return losses.Reduce(reduction);
            var counts = targetLengths.Cast(losses.DType).Clamp(1, double.PositiveInfinity);
            return (losses / counts).Mean();
        }
    }
}
