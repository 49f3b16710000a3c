namespace Vireo.Ops;

/// <summary>Padding with a constant, composed.</summary>
public static class PadOp
{
    extension(Tensor x)
    {
        /// <summary>Adds <paramref name="before"/> and <paramref name="after"/> elements of <paramref name="value"/> to
        /// an axis; negative axes count from the end.</summary>
        /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
        public Tensor Pad(int axis, int before, int after, double value = 0)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(before);
            ArgumentOutOfRangeException.ThrowIfNegative(after);
            axis = x.Shape.Axis(axis);
            if (value == 0)
            {
                return Tensor.Of(
                    new Unslice { Axis = axis, Start = before, Extent = before + x.Shape[axis] + after }, x);
            }

            return Tensor.Concat(
                axis, Tensor.Full(value, x.Shape.With(axis, before), x.DType), x,
                Tensor.Full(value, x.Shape.With(axis, after), x.DType));
        }
    }
}
