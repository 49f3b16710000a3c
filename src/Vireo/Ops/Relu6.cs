namespace Vireo.Ops;

/// <summary>ReLU6, composed.</summary>
/// <remarks>Krizhevsky 2010, "Convolutional deep belief networks on CIFAR-10".</remarks>
public static class Relu6Op
{
    extension(Tensor x)
    {
        /// <summary><c>y = min(max(x, 0), 6)</c>; any shape in, the same shape out.</summary>
        public Tensor Relu6() => Tensor.Of(new Clamp { Low = 0, High = 6, Flat = true }, x);
    }
}
