namespace Vireo.Ops;

/// <summary>Reciprocal, composed.</summary>
public static class ReciprocalOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = 1 / x</c>; any shape in, the same shape out.</summary>
        public Tensor Reciprocal() => 1 / x;
    }
}
