using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Pads or crops rows and columns of images.</summary>
/// <param name="rows">Rows above and below.</param>
/// <param name="columns">Columns to the left and right.</param>
/// <param name="mode">What the padding is filled with.</param>
/// <param name="value">The number, where it is a constant.</param>
public sealed class Padding(
    (int Before, int After) rows, (int Before, int After) columns, PadMode mode = PadMode.Constant,
    double value = 0) : Module
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => x.Pad([rows, columns], mode, value);
}
