namespace Vireo.Layers;

/// <summary>Zeroes elements at random while training; see <see cref="Ops.DropoutOp"/>.</summary>
public sealed class Dropout(double probability) : Module
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => pass.Dropout(x, probability);
}
