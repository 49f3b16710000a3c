using Vireo.Layers.Initialisers;
using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Group norm of <c>[N, C, …]</c>; see <see cref="Ops.GroupNorm2d"/>. Parameters <c>weight</c> and <c>bias</c>
/// <c>[C]</c>.</summary>
/// <remarks>Wu, He 2018, arXiv:1803.08494.</remarks>
public sealed class GroupNorm : Module
{
    private readonly int _groups;
    private readonly double _epsilon;
    private readonly Variable? _weight;
    private readonly Variable? _bias;

    /// <summary>Declares the variables.</summary>
    /// <param name="groups">Number of groups, a divisor of the channels.</param>
    /// <param name="channels">C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="affine">Whether a factor and an addend are learned.</param>
    public GroupNorm(int groups, int channels, double epsilon = 1e-5, bool affine = true)
    {
        (_groups, _epsilon) = (groups, epsilon);
        if (!affine) return;
        _weight = Parameter("weight", [channels], new Constant(1));
        _bias = Parameter("bias", [channels], new Constant(0));
    }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) =>
        x.GroupNorm(_groups, _weight?.Value, _bias?.Value, _epsilon);
}
