namespace Vireo.Weights;

/// <summary>Writes the variables of a module to weight files and reads them back.</summary>
/// <remarks>A checkpoint often holds more than the state dictionary, which then lies deeper (<c>state_dict.…</c>,
/// <c>model.…</c>), and a wrapper puts a prefix before every name (<c>module.…</c>). So the prefix is taken under which
/// most of the module's variables are found; the shortest of them if there are several, and of those the first in the
/// file. Tensors outside of it, such as the state of an optimizer, are none of the module's.</remarks>
public static class ModuleWeights
{
    private const int MostListed = 8;

    /// <summary>The variables as entries of a weight file, by path.</summary>
    public static IReadOnlyList<WeightEntry> Entries(
        IEnumerable<(string Path, Variable Variable)> variables) =>
    [
        .. variables.Select(v => new WeightEntry(
            v.Path, v.Variable.Spec.DType, v.Variable.Shape,
            (offset, destination) => v.Variable.Bytes.Slice((int)offset, destination.Length).CopyTo(destination))),
    ];

    /// <summary>Fills variables from a file that must hold exactly them, below one prefix.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2010</c>: tensors are missing, left over, or of another
    /// shape.</exception>
    public static void Load(
        IEnumerable<(string Path, Variable Variable)> variables, SafeTensorsFile file, string path) =>
        Load([.. variables], file.Entries, path);

    /// <inheritdoc cref="Load(IEnumerable{ValueTuple{string, Variable}}, SafeTensorsFile, string)"/>
    public static void Load(IEnumerable<(string Path, Variable Variable)> variables, WeightFile file) =>
        Load([.. variables], file.Entries, file.Path);

    /// <summary>Fills variables from entries that must be exactly theirs, below one prefix.</summary>
    /// <param name="variables">The variables, by path.</param>
    /// <param name="entries">What they are filled with.</param>
    /// <param name="path">Where the entries come from, for messages.</param>
    /// <exception cref="BadModelFileException"><c>VIR2010</c>: tensors are missing, left over, or of another
    /// shape.</exception>
    public static void Load(
        IEnumerable<(string Path, Variable Variable)> variables, IReadOnlyList<WeightEntry> entries, string path) =>
        Load([.. variables], entries, path);

    /// <summary>Fills those variables that a file has in the right shape, to start from what another model has
    /// learned.</summary>
    /// <returns>Paths of the variables that were left as they are, such as a classifier of other classes.</returns>
    /// <exception cref="BadModelFileException"><c>VIR2011</c>: nothing fits.</exception>
    public static IReadOnlyList<string> LoadMatching(
        IEnumerable<(string Path, Variable Variable)> variables, SafeTensorsFile file, string path) =>
        LoadMatching([.. variables], file.Entries, path);

    /// <inheritdoc cref="LoadMatching(IEnumerable{ValueTuple{string, Variable}}, SafeTensorsFile, string)"/>
    public static IReadOnlyList<string> LoadMatching(
        IEnumerable<(string Path, Variable Variable)> variables, WeightFile file) =>
        LoadMatching([.. variables], file.Entries, file.Path);

    private static void Load(
        List<(string Path, Variable Variable)> wanted, IReadOnlyList<WeightEntry> entries, string path)
    {
        var found = StateDictionary.Find(entries, wanted.ConvertAll(v => v.Path));
        var problems = wanted.Select(v => Problem(v.Path, v.Variable, found)).OfType<string>().ToList();
        var names = wanted.Select(v => v.Path).ToHashSet(StringComparer.Ordinal);
        problems.AddRange(found.Where(e => !names.Contains(e.Key)).Select(
            e => $"{e.Key} {e.Value.Shape} has no place"));
        if (problems.Count > 0)
        {
            var rest = problems.Count > MostListed ? $"\n  … and {problems.Count - MostListed} more" : "";
            throw new BadModelFileException("VIR2010", $"{path} holds the weights of another model:"
                + string.Concat(problems.Take(MostListed).Select(p => $"\n  {p}")) + rest);
        }

        foreach (var (name, variable) in wanted) Fill(name, variable, found[name]);
    }

    private static List<string> LoadMatching(
        List<(string Path, Variable Variable)> wanted, IReadOnlyList<WeightEntry> entries, string path)
    {
        var found = StateDictionary.Find(entries, wanted.ConvertAll(v => v.Path));
        var skipped = new List<string>();
        foreach (var (name, variable) in wanted)
        {
            if (Problem(name, variable, found) is null) Fill(name, variable, found[name]);
            else skipped.Add(name);
        }

        return skipped.Count < wanted.Count
            ? skipped
            : throw new BadModelFileException("VIR2011", $"no tensor of {path} fits the model; is it another family?");
    }

    private static string? Problem(string name, Variable variable, Dictionary<string, WeightEntry> found)
    {
        if (!found.TryGetValue(name, out var entry)) return $"{name} {variable.Shape} is missing";
        return entry.Shape == variable.Shape ? null : $"{name} is {entry.Shape} instead of {variable.Shape}";
    }

    private static void Fill(string name, Variable variable, WeightEntry entry)
    {
        variable.Name = name;
        if (entry.Type == variable.Spec.DType) entry.Read(0, variable.Bytes);
        else variable.Set(Array.ConvertAll(entry.ReadSingles(), static x => (double)x));
    }
}
