namespace Vireo;

/// <summary>Operands that do not fit: names the operation, prints every operand with its shape, says what would fix
/// it.</summary>
/// <param name="op">The operation.</param>
/// <param name="problem">What does not fit.</param>
/// <param name="operands">Each operand: its name, what it is, the meaning of its axes.</param>
/// <param name="fix">What would make it right.</param>
public sealed class ShapeException(
    string op, string problem, IReadOnlyList<(string Name, TensorSpec Spec, string Axes)> operands, string fix)
    : VireoException("VIR5101", Compose(op, problem, operands, fix))
{
    private static string Compose(
        string op, string problem, IReadOnlyList<(string Name, TensorSpec Spec, string Axes)> operands, string fix)
    {
        var lines = new List<string> { $"{op}: {problem}" };
        foreach (var (name, spec, axes) in operands)
        {
            lines.Add($"  {name,-8} {spec,-24} {axes}".TrimEnd());
        }

        lines.Add($"  {fix}");
        return string.Join('\n', lines);
    }
}
