using System.Numerics;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Deformable convolution as a product whose left factor is sampled panel by panel, on the stack.</summary>
/// <remarks>Inputs: image, offsets (both channels last), weight <c>[O, C / Groups, KH, KW]</c> and, where there are
/// such, mask (channels last) and bias <c>[O]</c>. Output: channels last.</remarks>
internal sealed class DeformableForward<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly DeformedPatches<T>[] _patches;
    private readonly ConvForwardProduct<T>[] _products;
    private readonly ProductSet<T> _set;
    private readonly bool _hasMask;
    private readonly int _biasAt;
    private readonly bool _hasBias;

    public DeformableForward(DeformableConv2d op, Shape images, Shape weight, int inputs)
    {
        var g = op.Geometry(images, weight);
        var groups = Enumerable.Range(0, g.Groups);
        _patches = [.. groups.Select(i => new DeformedPatches<T>(g, op, BilinearPart.Value, i))];
        _products = [.. groups.Select(i => new ConvForwardProduct<T>(g, i, _patches[i]))];
        _set = new(_products);
        _hasMask = op.HasMask;
        _biasAt = op.HasMask ? 4 : 3;
        _hasBias = inputs > _biasAt;
    }

    /// <inheritdoc/>
    public override string Name => "managed deformable convolution";

    /// <inheritdoc/>
    public override long ScratchBytes => _set.ScratchBytes;

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        foreach (var patches in _patches) patches.Bind(inputs[1], _hasMask ? inputs[3] : null);
        foreach (var product in _products)
        {
            product.Bind(inputs[0], inputs[2], outputs[0], _hasBias ? inputs[_biasAt] : null);
        }

        _set.Run(scratch);
    }
}
