namespace Vireo.Quantisation;

/// <summary>How a <see cref="RoundedNetwork"/> rounds.</summary>
internal interface IRounding
{
    /// <summary>Whether a value has a range; see <see cref="ValueNames"/>.</summary>
    public bool Covers(string value);

    /// <summary>A value as the bytes that store it give it back.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="x">The value.</param>
    public Tensor Value(string name, Tensor x);

    /// <summary>Filters and bias of a convolution with the batch norm behind it drawn into them, rounded.</summary>
    /// <param name="image">Name of the value that the convolution reads.</param>
    /// <param name="own">Filters and, where there is one, bias.</param>
    /// <param name="norm">Scale, shift, mean and variance; empty for no norm.</param>
    /// <param name="epsilon">Of the norm.</param>
    /// <returns>The filters, with the bias where there is one.</returns>
    public IEnumerable<Tensor> Filters(
        string image, IReadOnlyList<Tensor> own, IReadOnlyList<Tensor> norm, double epsilon);
}
