namespace Vireo.Ops;

/// <summary>Gradient of <see cref="Softmax"/>: <c>dx = y · (dy - Σ y·dy)</c> along the last axis. Inputs: y,
/// dy.</summary>
public sealed record SoftmaxBackward : RowSoftmaxBackward
{
    /// <inheritdoc/>
    protected override void Row(ReadOnlySpan<double> y, ReadOnlySpan<double> dy, Span<double> dx)
    {
        var sum = 0.0;
        for (var i = 0; i < y.Length; i++) sum += y[i] * dy[i];
        for (var i = 0; i < y.Length; i++) dx[i] = y[i] * (dy[i] - sum);
    }

    /// <inheritdoc/>
    protected override (Tensor Y, Tensor Dy) Gradient(Tensor y, Tensor dy, Tensor g)
    {
        var sum = (y * dy).Sum([-1], keepAxes: true);
        return (g * (dy - sum) - dy * (g * y).Sum([-1], keepAxes: true), Tensor.Of(this, y, g));
    }
}
