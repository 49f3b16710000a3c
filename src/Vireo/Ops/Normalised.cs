namespace Vireo.Ops;

/// <summary>Unit vectors, composed.</summary>
public static class NormalisedOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = x / max(|x|, ε)</c> along an axis; the same shape out.</summary>
        public Tensor Normalised(int axis = -1, double epsilon = 1e-12)
        {
            // A zero vector has no direction: it stays zero, and so does its gradient.
            var squares = (x * x).Sum([axis], keepAxes: true);
            var least = Tensor.Scalar(epsilon * epsilon, x.DType);
            return x / (squares > epsilon * epsilon).Where(squares, least).Sqrt();
        }
    }
}
