namespace Vireo.Training.Events;

/// <summary>A number noted at a training step.</summary>
/// <param name="Tag">What it is, such as <c>loss/train</c>.</param>
/// <param name="Step">Training steps done.</param>
/// <param name="Value">The number.</param>
/// <param name="Time">When it was noted.</param>
public readonly record struct ScalarEvent(string Tag, long Step, float Value, DateTimeOffset Time);
