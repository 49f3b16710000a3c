using System.Numerics;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Convolution <c>y[n, o, oh, ow] = b[o] + Σ_{c, kh, kw} x[n, c, oh·s - p + kh·d, ow·s - p + kw·d] · w[o, c,
/// kh, kw]</c>, any stride, padding, dilation and number of groups.</summary>
/// <remarks>Inputs: image (channels last), weight <c>[O, C / Groups, KH, KW]</c> and, with a bias, bias <c>[O]</c>.
/// Output: channels last. The matrix of patches exists only panel by panel, on the stack.</remarks>
public sealed class ConvForward<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ConvForwardProduct<T>[] _products;
    private readonly ProductSet<T> _set;
    private readonly bool _hasBias;

    /// <summary>Fixes the extents.</summary>
    public ConvForward(Conv2dGeometry geometry, bool hasBias)
    {
        var groups = Enumerable.Range(0, geometry.Groups);
        _products = [.. groups.Select(group => new ConvForwardProduct<T>(geometry, group))];
        _set = new(_products);
        _hasBias = hasBias;
    }

    /// <inheritdoc/>
    public override string Name => "managed convolution";

    /// <inheritdoc/>
    public override long ScratchBytes => _set.ScratchBytes;

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        foreach (var product in _products)
        {
            product.Bind(inputs[0], inputs[1], outputs[0], _hasBias ? inputs[2] : null);
        }

        _set.Run(scratch);
    }
}
