namespace Vireo.Weights;

/// <summary>Writes the variables of a module to safetensors files and reads them back.</summary>
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

    /// <summary>Fills variables from a file that must hold exactly them.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2010</c>: tensors are missing, left over, or of another
    /// shape.</exception>
    public static void Load(IEnumerable<(string Path, Variable Variable)> variables, SafeTensorsFile file, string path)
    {
        var wanted = variables.ToList();
        var problems = wanted.Select(v => Problem(v.Path, v.Variable, file)).OfType<string>().ToList();
        var names = wanted.Select(v => v.Path).ToHashSet(StringComparer.Ordinal);
        problems.AddRange(file.Entries.Where(e => !names.Contains(e.Name)).Select(
            e => $"{e.Name} {e.Shape} has no place"));
        if (problems.Count > 0)
        {
            var rest = problems.Count > MostListed ? $"\n  … and {problems.Count - MostListed} more" : "";
            throw new BadModelFileException("VIR2010", $"{path} holds the weights of another model:"
                + string.Concat(problems.Take(MostListed).Select(p => $"\n  {p}")) + rest);
        }

        foreach (var (name, variable) in wanted)
        {
            if (file.TryGet(name, out var entry)) Fill(variable, entry);
        }
    }

    /// <summary>Fills those variables that a file has in the right shape, to start from what another model has
    /// learned.</summary>
    /// <returns>Paths of the variables that were left as they are, such as a classifier of other classes.</returns>
    /// <exception cref="BadModelFileException"><c>VIR2011</c>: nothing fits.</exception>
    public static IReadOnlyList<string> LoadMatching(
        IEnumerable<(string Path, Variable Variable)> variables, SafeTensorsFile file, string path)
    {
        var (all, skipped) = (0, new List<string>());
        foreach (var (name, variable) in variables)
        {
            all++;
            if (Problem(name, variable, file) is null && file.TryGet(name, out var entry)) Fill(variable, entry);
            else skipped.Add(name);
        }

        return skipped.Count < all
            ? skipped
            : throw new BadModelFileException("VIR2011", $"no tensor of {path} fits the model; is it another family?");
    }

    private static string? Problem(string name, Variable variable, SafeTensorsFile file)
    {
        if (!file.TryGet(name, out var entry)) return $"{name} {variable.Shape} is missing";
        return entry.Shape == variable.Shape ? null : $"{name} is {entry.Shape} instead of {variable.Shape}";
    }

    private static void Fill(Variable variable, WeightEntry entry)
    {
        if (entry.Type == variable.Spec.DType) entry.Read(0, variable.Bytes);
        else variable.Set(Array.ConvertAll(entry.ReadSingles(), static x => (double)x));
    }
}
