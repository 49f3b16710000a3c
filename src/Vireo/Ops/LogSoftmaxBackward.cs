namespace Vireo.Ops;

/// <summary>Gradient of <see cref="LogSoftmax"/>: <c>dx = dy - e^y · Σ dy</c> along the last axis. Inputs: y,
/// dy.</summary>
public sealed record LogSoftmaxBackward : RowSoftmaxBackward
{
    /// <inheritdoc/>
    protected override void Row(ReadOnlySpan<double> y, ReadOnlySpan<double> dy, Span<double> dx)
    {
        var sum = 0.0;
        foreach (var d in dy) sum += d;
        for (var i = 0; i < y.Length; i++) dx[i] = dy[i] - Math.Exp(y[i]) * sum;
    }

    /// <inheritdoc/>
    protected override (Tensor Y, Tensor Dy) Gradient(Tensor y, Tensor dy, Tensor g)
    {
        var weighted = g * y.Exp();
        return (-weighted * dy.Sum([-1], keepAxes: true), g - weighted.Sum([-1], keepAxes: true));
    }
}
