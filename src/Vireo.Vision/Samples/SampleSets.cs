namespace Vireo.Vision.Samples;

/// <summary>All sample data sets by name.</summary>
public static class SampleSets
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["insects"];

    /// <summary>Writes one.</summary>
    /// <param name="name">Which one.</param>
    /// <param name="directory">Folder to make.</param>
    /// <param name="options">Seed and counts.</param>
    /// <returns>Number of pictures.</returns>
    /// <exception cref="UsageException">There is none of that name (<c>VIR3114</c>), or the folder is in
    /// use.</exception>
    /// <exception cref="VireoException">The files cannot be written.</exception>
    public static int Create(string name, string directory, InsectsOptions options) => name == "insects"
        ? InsectsSample.Create(directory, options)
        : throw new UsageException("VIR3114", $"there is no sample '{name}'.{NearestName.Hint(name, Names)} "
            + $"There is: {string.Join(", ", Names)}.");
}
