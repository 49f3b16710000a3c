namespace Vireo.Ops;

/// <summary>Leaky ReLU, composed.</summary>
/// <remarks>Maas, Hannun, Ng 2013, "Rectifier nonlinearities improve neural network acoustic models".</remarks>
public static class LeakyReluOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = x</c> above zero, else <c>slope · x</c>; any shape in, the same shape out.</summary>
        public Tensor LeakyRelu(double slope = 0.01) => (x > 0).Where(x, x * slope);
    }
}
