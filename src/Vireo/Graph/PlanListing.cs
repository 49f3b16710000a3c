using System.Globalization;

namespace Vireo.Graph;

/// <summary>A plan as text: what runs, in order, with shapes, types, layouts, memory and kernels.</summary>
internal static class PlanListing
{
    /// <summary>What the columns of <see cref="Lines"/> are.</summary>
    public static string Heading { get; } = Row("step", "op", "place", "kernel", "memory", "inputs -> outputs");

    /// <summary>One line per kernel that runs.</summary>
    public static IEnumerable<string> Lines(Plan plan) => plan.Instructions.Select((instruction, number) => Row(
        number.ToString(CultureInfo.InvariantCulture),
        instruction.Op.Name,
        Place(instruction.Origin),
        instruction.Kernel?.Name ?? "",
        Memory(instruction),
        Operands(instruction)));

    /// <summary>Inputs and outputs with shape, type and layout.</summary>
    public static string Operands(Instruction instruction) => instruction.Op is Batch batch
        ? $"{Operands(batch.Members[0])} and {batch.Members.Count - 1} more"
        : $"{Operands(instruction.Inputs)} -> {Operands(instruction.Outputs)}";

    /// <summary>What the plan costs as a whole, and what passes did to it.</summary>
    public static string Total(Plan plan) => string.Create(CultureInfo.InvariantCulture,
        $"{plan.Instructions.Count} kernels, {plan.Macs:n0} multiply-adds, arena {Size(plan.ArenaBytes)}, ")
        + (plan.CopiedBytes > 0 ? $"{Size(plan.CopiedBytes)} copied into variables; " : "nothing copied; ")
        + string.Join("; ", plan.Notes);

    private static string Row(string number, string op, string place, string kernel, string memory, string operands) =>
        $"{number,4}  {op,-24} {place,-32} {kernel,-36} {memory,-30} {operands}";

    private static string Place(Node? origin) =>
        origin is null ? "" : $"{origin.Label}{(origin.IsBackward ? "'" : "")}";

    /// <summary>Where each output goes, and the working memory.</summary>
    private static string Memory(Instruction instruction)
    {
        var parts = instruction.Outputs.Length > 6
            ? [$"{Size(instruction.Outputs.Sum(o => o.Operand.Bytes))}, {instruction.Outputs.Length} values"]
            : instruction.Outputs.Select(Destination).ToList();
        if (instruction.Kernel?.ScratchBytes is > 0 and var scratch) parts.Add($"scratch {Size(scratch)}");
        return string.Join(", ", parts);
    }

    private static string Destination(Value output)
    {
        var size = Size(output.Operand.Bytes);
        if (output.Storage.Target is not null) return $"{size} in its variable";
        if (output.Storage.Offset < 0) return size;
        return string.Create(CultureInfo.InvariantCulture, $"{size} at {output.Storage.Offset}");
    }

    private static string Operands(Value[] values) => string.Join(", ", values.Select(v => v.Operand));

    private static string Size(long bytes) => bytes switch
    {
        < 10_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:f0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:f0} MB"),
    };
}
