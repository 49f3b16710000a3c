namespace Vireo;

/// <summary>Shape and element type of a value: all that is known of it before it is computed.</summary>
public readonly record struct TensorSpec(Shape Shape, DType DType)
{
    /// <summary>Written as <c>F32[8, 3, 224, 224]</c>.</summary>
    public override string ToString() => $"{DType}{Shape}";
}
