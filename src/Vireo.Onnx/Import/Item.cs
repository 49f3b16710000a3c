namespace Vireo.Onnx.Import;

/// <summary>A value of a file while its graph is built: a tensor, or numbers that are known already.</summary>
internal sealed record Item(Tensor? Computed, KnownValue? Known)
{
    private Tensor? _constant;

    /// <summary>As a tensor.</summary>
    public Tensor Tensor => Computed
        ?? (_constant ??= (Known ?? throw new InvalidOperationException("an item holds nothing")).ToTensor());

    /// <summary>Extents.</summary>
    public Shape Shape => Computed?.Shape ?? Known?.Shape ?? Shape.Scalar;

    public static implicit operator Item(Tensor tensor) => new(tensor, null);

    public static implicit operator Item(KnownValue known) => new(null, known);
}
