namespace Vireo.Ops;

/// <summary>What the equation of an Einstein sum says of its operands: letters as numbers, and negative numbers for the
/// axes that dots stand for, -1 for the last of them.</summary>
internal sealed class EinsumEquation
{
    private const string Dots = "...";

    private readonly string _equation;
    private readonly Dictionary<int, int> _extents = [];

    public EinsumEquation(string equation, Tensor[] operands)
    {
        (_equation, Operands) = (equation, operands);
        var sides = equation.Replace(" ", "", StringComparison.Ordinal).Split("->");
        var terms = sides[0].Split(',');
        if (sides.Length > 2 || operands.Length == 0 || terms.Length != operands.Length)
        {
            throw Unfit($"it names {terms.Length} operands, {operands.Length} are given");
        }

        Labels = [.. terms.Select((term, i) => Parsed(term, operands[i].Shape.Rank))];
        for (var i = 0; i < operands.Length; i++) Measure(Labels[i], operands[i].Shape);
        Output = sides.Length == 2 ? Parsed(sides[1], null) : Implied();
        if (Output.Distinct().Count() != Output.Length) throw Unfit("the result names a letter twice");
        foreach (var label in Output)
        {
            if (!_extents.ContainsKey(label)) throw Unfit($"no operand has '{(char)label}' of the result");
        }
    }

    public Tensor[] Operands { get; }

    /// <summary>Of each operand, in the order of its axes.</summary>
    public int[][] Labels { get; }

    /// <summary>In the order of the axes of the result.</summary>
    public int[] Output { get; }

    public int Extent(int label) => _extents[label];

    /// <summary>Whether the result or an operand other than the given one has a letter.</summary>
    public bool IsNeeded(int label, int operand)
    {
        for (var i = 0; i < Labels.Length; i++)
        {
            if (i != operand && Labels[i].Contains(label)) return true;
        }

        return Output.Contains(label);
    }

    /// <summary>The letters that the result or an operand behind the given one has.</summary>
    public HashSet<int> NeededAfter(int operand) => [.. Output, .. Labels.Skip(operand + 1).SelectMany(l => l)];

    /// <summary>Letters as numbers.</summary>
    /// <param name="term">A part of the equation.</param>
    /// <param name="rank">Axes of the operand; null for the result, whose dots stand for all there are.</param>
    private int[] Parsed(string term, int? rank)
    {
        var at = term.IndexOf(Dots, StringComparison.Ordinal);
        var letters = at < 0 ? term : term.Remove(at, Dots.Length);
        foreach (var letter in letters)
        {
            if (!char.IsAsciiLetter(letter)) throw Unfit($"'{letter}' is no letter");
        }

        var hidden = at < 0 ? 0 : (rank - letters.Length) ?? _extents.Keys.Count(label => label < 0);
        if (hidden < 0 || (rank is not null && letters.Length + hidden != rank))
        {
            throw Unfit($"'{term}' stands for an operand of {rank} axes");
        }

        var labels = letters.Select(letter => (int)letter).ToList();
        labels.InsertRange(Math.Max(0, at), Enumerable.Range(-hidden, hidden));
        return [.. labels];
    }

    private void Measure(int[] labels, Shape shape)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            var known = _extents.GetValueOrDefault(labels[i], 1);
            var twin = shape[Array.IndexOf(labels, labels[i])];
            if ((known != 1 && shape[i] != 1 && known != shape[i]) || twin != shape[i])
            {
                var name = labels[i] < 0 ? Dots : $"{(char)labels[i]}";
                throw Unfit($"'{name}' is {(twin == shape[i] ? known : twin)} here and {shape[i]} there");
            }

            _extents[labels[i]] = known == 1 ? shape[i] : known;
        }
    }

    private int[] Implied()
    {
        var all = Labels.SelectMany(l => l).ToList();
        return
        [
            .. all.Where(l => l < 0).Distinct().Order(),
            .. all.Where(l => l > 0 && all.Count(other => other == l) == 1).Order(),
        ];
    }

    private ShapeException Unfit(string problem) =>
        new("einsum", $"\"{_equation}\": {problem}.", [.. Operands.Select((x, i) => ($"x{i}", x.Spec, ""))],
            "Write a letter for each axis, as in \"bij,bjk->bik\".");
}
