namespace Vireo.Ops;

/// <summary>What the data of a CTC loss must be.</summary>
internal static class CtcTargets
{
    /// <summary>Throws unless both lengths of a sequence fit.</summary>
    /// <exception cref="BadDataException">One does not.</exception>
    public static void RequireLengths(long input, int steps, long target, int room, int sequence)
    {
        if (input < 0 || input > steps)
        {
            throw new BadDataException("VIR5102",
                $"ctc_loss: input length {input} of sequence {sequence} leaves the {steps} steps; give the length that "
                + "the network's output has for it.");
        }

        if (target < 0 || target > room)
        {
            throw new BadDataException("VIR5102",
                $"ctc_loss: target length {target} of sequence {sequence} leaves the {room} labels there are; pad "
                + "the targets to the longest, or correct the length.");
        }
    }

    /// <summary>A label, if it is one.</summary>
    /// <exception cref="BadDataException">It is no class, or the blank.</exception>
    public static int RequireLabel(long label, int classes, int blank, int sequence)
    {
        if (label >= 0 && label < classes && label != blank) return (int)label;
        var problem = label == blank ? "is the blank" : $"is none of {classes} classes";
        throw new BadDataException("VIR5102",
            $"ctc_loss: label {label} of sequence {sequence} {problem}; labels are the other classes.");
    }
}
