using Vireo.Ops;

namespace Vireo.Graph.Passes;

/// <summary>The gradient of an activation, found again in a graph by its form.</summary>
/// <param name="Result">The gradient of what the activation was given.</param>
/// <param name="Whole">The gradient that arrives at the activation.</param>
/// <param name="Inside">The instructions between the two; nobody else needs what those compute that read what the
/// activation was given.</param>
internal sealed record ActivationGradient(Value Result, Value Whole, IReadOnlyList<Instruction> Inside)
{
    /// <summary>What arrives, or the first term where that is a sum that only this gradient needs.</summary>
    public Value First { get; private init; } = Whole;

    /// <summary>The other term; null for none.</summary>
    public Value? Other { get; private init; }

    /// <summary>Looks in front of the gradient of a normalisation.</summary>
    /// <param name="back">That gradient; its second input is what is looked for.</param>
    /// <param name="given">What the activation was given.</param>
    /// <param name="activation">The activation.</param>
    /// <param name="uses">Who reads what.</param>
    public static ActivationGradient? Find(Instruction back, Value given, Instruction activation, ValueUses uses) =>
        activation.Op is Relu ? OfRelu(back, activation.Outputs[0], uses) : OfHardSwish(back, given, uses);

    /// <summary><c>y &gt; 0 ? dy : 0</c>.</summary>
    private static ActivationGradient? OfRelu(Instruction back, Value y, ValueUses uses)
    {
        var d = back.Inputs[1];
        if (d.Producer is not { Op: Where } choice || !Is(choice.Inputs[2], 0)) return null;
        if (choice.Inputs[0].Producer is not { Op: Greater } sign || sign.Inputs[0] != y) return null;
        var dy = choice.Inputs[1];
        if (!Is(sign.Inputs[1], 0) || dy.Operand.Shape != y.Operand.Shape) return null;
        var found = new ActivationGradient(d, dy, [choice]);
        if (dy.Producer is not { Op: Add } sum || uses.OnlyReader(dy) != choice) return found;
        var (first, other) = (sum.Inputs[0], sum.Inputs[1]);
        return first != other && first.Operand == dy.Operand && other.Operand == dy.Operand
            ? found with { First = first, Other = other }
            : found;
    }

    /// <summary><c>dy · (x &gt; 3 ? 1 : (x &gt; -3 ? x / 3 + 0.5 : 0))</c>.</summary>
    private static ActivationGradient? OfHardSwish(Instruction back, Value x, ValueUses uses)
    {
        var d = back.Inputs[1];
        if (d.Producer is not { Op: Multiply } product) return null;
        if (product.Inputs[0].Operand.Shape != x.Operand.Shape) return null;
        if (product.Inputs[1].Producer is not { Op: Where } outer || !Is(outer.Inputs[1], 1)) return null;
        if (outer.Inputs[2].Producer is not { Op: Where } inner || !Is(inner.Inputs[2], 0)) return null;
        if (inner.Inputs[1].Producer is not { Op: Add } sum || !Is(sum.Inputs[1], 0.5)) return null;
        if (sum.Inputs[0].Producer is not { Op: Divide } quotient || !Is(quotient.Inputs[1], 3)) return null;
        if (outer.Inputs[0].Producer is not { Op: Greater } upper || !Is(upper.Inputs[1], 3)) return null;
        if (inner.Inputs[0].Producer is not { Op: Greater } lower || !Is(lower.Inputs[1], -3)) return null;
        Instruction[] reading = [upper, lower, quotient], inside = [.. reading, sum, inner, outer];
        var isOurs = reading.All(i => i.Inputs[0] == x) && inside.All(i => uses.IsOnly(i.Outputs[0]));
        return isOurs ? new(d, product.Inputs[0], inside) : null;
    }

    /// <summary>Whether a value is a number everywhere.</summary>
    private static bool Is(Value value, double number) => value.Producer?.Op is Fill fill && fill.Value == number;
}
