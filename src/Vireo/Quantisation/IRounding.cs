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

    /// <summary>Weights of a layer, rounded: filters and bias of a convolution with the batch norm behind it drawn into
    /// them, or the weights of a fully connected layer.</summary>
    /// <param name="image">Name of the value that the layer reads.</param>
    /// <param name="own">Weights and, where there is one, bias.</param>
    /// <param name="norm">Scale, shift, mean and variance; empty for no norm.</param>
    /// <param name="epsilon">Of the norm.</param>
    /// <returns>The weights, with the bias of a convolution where there is one.</returns>
    public IEnumerable<Tensor> Filters(
        string image, IReadOnlyList<Tensor> own, IReadOnlyList<Tensor> norm, double epsilon);
}
