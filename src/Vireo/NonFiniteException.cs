namespace Vireo;

/// <summary>A step produced NaN or an infinity. The step was run again op by op; this names the first op whose result
/// is bad. No variable was changed.</summary>
/// <param name="op">The op.</param>
/// <param name="label">Its place in the model, if it has one.</param>
/// <param name="isBackward">Whether it belongs to a gradient.</param>
/// <param name="shape">Shape of its result.</param>
/// <param name="value">The bad number.</param>
/// <param name="row">Index of the bad number along the first axis: the sample within the batch, for
/// activations.</param>
public sealed class NonFiniteException(
    string op, string? label, bool isBackward, Shape shape, double value, int row)
    : VireoException(
        "VIR5002",
        $"{value} in the {(isBackward ? "backward" : "forward")} pass: {op}{(label is null ? "" : $" of {label}")} "
        + $"gave a bad result {shape} at row {row}. No parameter was changed. "
        + "Lower the learning rate, clip gradients, or look at the sample.")
{
    /// <summary>The op whose result is bad.</summary>
    public string Op { get; } = op;

    /// <summary>Place of the op in the model, such as <c>layer1.0.conv1</c>; null when it has none.</summary>
    public string? Label { get; } = label;

    /// <summary>Whether the op belongs to a gradient.</summary>
    public bool IsBackward { get; } = isBackward;

    /// <summary>Shape of the bad result.</summary>
    public Shape Shape { get; } = shape;

    /// <summary>Index of the bad number along the first axis.</summary>
    public int Row { get; } = row;
}
