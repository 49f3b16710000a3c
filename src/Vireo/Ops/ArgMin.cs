namespace Vireo.Ops;

/// <summary>Place of the least element along an axis (I64); the first of equal ones. No gradient flows.</summary>
public sealed record ArgMin : ArgOp
{
    /// <inheritdoc/>
    protected override bool IsBetter(double a, double b) => a < b;
}

/// <summary>The fluent forms of <see cref="Ops.ArgMin"/>.</summary>
public static class ArgMinOp
{
    extension(Tensor x)
    {
        /// <summary>Place of the least element along an axis; the first of equal ones, and of NaN if there is any. A
        /// negative axis counts from the end.</summary>
        public Tensor ArgMin(int axis = -1, bool keepAxis = false) =>
            Tensor.Of(new ArgMin { Axis = x.Shape.Axis(axis), KeepAxis = keepAxis }, x);

        /// <summary>Place of the least of all elements, counted row-major: a single number.</summary>
        public Tensor ArgMinOfAll() => x.Reshape([checked((int)x.Shape.Count)]).ArgMin();
    }
}
