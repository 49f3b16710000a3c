namespace Vireo.Ops;

/// <summary>Evenly spaced numbers, composed.</summary>
public static class LinspaceOp
{
    extension(Tensor)
    {
        /// <summary><c>steps</c> numbers from <paramref name="start"/> to <paramref name="end"/>, both among
        /// them.</summary>
        public static Tensor Linspace(double start, double end, int steps, DType type = DType.F32)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(steps);
            var i = Tensor.Of(new Iota { Count = steps, DType = DType.F64 });
            var step = steps > 1 ? (end - start) / (steps - 1) : 0;

            // From either end, so that both are exact.
            var y = (i < steps / 2.0).Where(i * step + start, end - (steps - 1.0 - i) * step);
            return (steps == 1 ? i + start : y).Cast(type);
        }

        /// <summary>The numbers <c>start, start + step, …</c> before <paramref name="end"/>.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The step does not lead toward the end.</exception>
        public static Tensor Arange(double start, double end, double step = 1, DType type = DType.F32)
        {
            var count = Math.Ceiling((end - start) / step);
            if (!(count >= 0 && count <= int.MaxValue))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(step), step, $"arange: steps of {step} do not lead from {start} to {end}");
            }

            var i = Tensor.Of(new Iota { Count = (int)count, DType = DType.F64 });
            return (i * step + start).Cast(type);
        }
    }
}
