namespace Vireo.Vision.Imaging.Filters;

/// <summary>One-dimensional derivatives with binomial smoothing.</summary>
internal static class DerivativeKernel
{
    /// <summary>The coefficients of <c>(1 + z)^(n − 1 − order) · (z − 1)^order</c>.</summary>
    /// <param name="order">Order of the derivative, below the length.</param>
    /// <param name="size">Length, odd; 1 means none at all: <c>[1]</c>, or 3 where there is a derivative.</param>
    public static float[] Sobel(int order, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        if (size <= 0 || size % 2 == 0 || size > 31)
            throw new ArgumentOutOfRangeException(nameof(size), size, "A derivative's kernel is 1, 3, ... 31 long.");

        size = size == 1 && order > 0 ? 3 : size;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(order, size);
        double[] coefficients = [1];
        for (var i = 0; i < size - 1; i++)
        {
            var constant = i < size - 1 - order ? 1.0 : -1.0;
            var next = new double[coefficients.Length + 1];
            for (var k = 0; k < coefficients.Length; k++)
            {
                next[k] += constant * coefficients[k];
                next[k + 1] += coefficients[k];
            }

            coefficients = next;
        }

        return Array.ConvertAll(coefficients, c => (float)c);
    }
}
