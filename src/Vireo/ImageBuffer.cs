using Vireo.Kernels;

namespace Vireo;

/// <summary>Memory for a batch of images that is filled anew before every run of a step: a loop over batches takes none
/// for each of them.</summary>
public sealed class ImageBuffer
{
    private readonly Materialised _data;
    private readonly Tensor _tensor;

    /// <summary>Takes the memory.</summary>
    /// <param name="shape">Extents <c>[N, C, H, W]</c>.</param>
    /// <exception cref="ArgumentException">There are not four axes.</exception>
    public ImageBuffer(Shape shape)
    {
        if (shape.Rank != 4) throw new ArgumentException($"images have four axes N, C, H, W; got {shape}");
        _data = Materialised.Rent(new Operand(shape, DType.F32, Layout.ChannelsLast));
        _tensor = Tensor.FromMaterialised(_data);
    }

    /// <summary>The numbers in the order N, H, W, C, to be written in place.</summary>
    public Span<float> Values => _data.Slice.Span<float>();

    /// <summary>The batch as a tensor, always the same one.</summary>
    public Tensor Tensor => _tensor;

    /// <summary>Copies the numbers of fewer images in than there is memory for; the others become zero.</summary>
    /// <returns>The batch as a tensor, always the same one: good until the next call.</returns>
    /// <exception cref="ArgumentException">There are more than the shape has.</exception>
    public Tensor FillStart(ReadOnlySpan<float> values)
    {
        var all = _data.Slice.Span<float>();
        if (values.Length > all.Length)
        {
            throw new ArgumentException($"{_tensor.Shape} takes {_tensor.Shape.Count} numbers, not {values.Length}");
        }

        values.CopyTo(all);
        all[values.Length..].Clear();
        return _tensor;
    }

    /// <summary>Copies numbers in, given in the order N, H, W, C.</summary>
    /// <returns>The batch as a tensor, always the same one: good until the next call.</returns>
    /// <exception cref="ArgumentException">The count differs from the shape's.</exception>
    public Tensor Fill(ReadOnlySpan<float> values)
    {
        if (values.Length != _tensor.Shape.Count)
        {
            throw new ArgumentException($"{_tensor.Shape} takes {_tensor.Shape.Count} numbers, not {values.Length}");
        }

        values.CopyTo(_data.Slice.Span<float>());
        return _tensor;
    }
}
