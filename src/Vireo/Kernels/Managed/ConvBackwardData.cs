using System.Numerics;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Gradient of a convolution with respect to its image: <c>dx[n, c, h, w] = Σ dy[n, o, oh, ow] · w[o, c, kh,
/// kw]</c> over all <c>oh·s - p + kh·d = h</c>, and the same for columns.</summary>
/// <remarks>Inputs: output gradient (channels last), weight <c>[O, C / Groups, KH, KW]</c>. Output: image gradient,
/// channels last.</remarks>
public sealed class ConvBackwardData<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ConvBackwardDataProduct<T>[] _products;
    private readonly ProductSet<T> _set;

    /// <summary>Fixes the extents.</summary>
    public ConvBackwardData(Conv2dGeometry geometry)
    {
        _products =
        [
            .. from @group in Enumerable.Range(0, geometry.Groups)
               from h in Enumerable.Range(0, geometry.StrideH)
               from w in Enumerable.Range(0, geometry.StrideW)
               select new ConvBackwardDataProduct<T>(geometry, @group, h, w),
        ];
        _set = new(_products);
    }

    /// <inheritdoc/>
    public override string Name => "managed convolution backward data";

    /// <inheritdoc/>
    public override long ScratchBytes => _set.ScratchBytes;

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        foreach (var product in _products) product.Bind(inputs[0], inputs[1], outputs[0]);
        _set.Run(scratch);
    }
}
