using Vireo.Layers.Initialisers;
using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Layer norm along the last axes, or of images along their channels; see <see cref="Ops.RowNorm"/>.
/// Parameters <c>weight</c> and <c>bias</c> of the normalised extents.</summary>
/// <remarks>Ba, Kiros, Hinton 2016, arXiv:1607.06450.</remarks>
public sealed class LayerNorm : Module
{
    private readonly int _axes;
    private readonly bool _overChannels;
    private readonly double _epsilon;
    private readonly Variable? _weight;
    private readonly Variable? _bias;

    /// <summary>Normalises the last axes.</summary>
    /// <param name="extents">Their extents.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="affine">Whether a factor and an addend are learned.</param>
    /// <param name="bias">Whether the addend is.</param>
    public LayerNorm(Shape extents, double epsilon = 1e-5, bool affine = true, bool bias = true)
        : this(extents, epsilon, affine, bias, overChannels: false)
    {
    }

    private LayerNorm(Shape extents, double epsilon, bool affine, bool bias, bool overChannels)
    {
        (_axes, _epsilon, _overChannels) = (extents.Rank, epsilon, overChannels);
        _weight = affine ? Parameter("weight", extents, new Constant(1)) : null;
        _bias = affine && bias ? Parameter("bias", extents, new Constant(0)) : null;
    }

    /// <summary>Normalises every pixel of images <c>[N, C, H, W]</c> along its channels.</summary>
    public static LayerNorm OverChannels(int channels, double epsilon = 1e-6) =>
        new([channels], epsilon, affine: true, bias: true, overChannels: true);

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => _overChannels
        ? x.LayerNormOverChannels(_weight?.Value, _bias?.Value, _epsilon)
        : x.LayerNorm(_weight?.Value, _bias?.Value, _axes, _epsilon);
}
