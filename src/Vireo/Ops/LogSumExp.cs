namespace Vireo.Ops;

/// <summary>Logarithm of a sum of exponentials, composed.</summary>
public static class LogSumExpOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = ln Σ eˣ</c> along <paramref name="axes"/>, or all of them, without overflow.</summary>
        public Tensor LogSumExp(ReadOnlySpan<int> axes = default, bool keepAxes = false)
        {
            var greatest = x.ReduceMax(axes, keepAxes: true);
            var shift = (greatest.Abs() < double.PositiveInfinity).Where(greatest, Tensor.Scalar(0, x.DType)).Detach();
            var sum = (x - shift).Exp().Sum(axes, keepAxes);
            return sum.Log() + shift.Reshape(sum.Shape);
        }
    }
}
