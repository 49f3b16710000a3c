namespace Vireo.Vision.Datasets;

/// <summary>Where the label of a sample was read.</summary>
/// <param name="File">Path below the root of the data set, parts separated by <c>/</c>.</param>
/// <param name="Line">Line in it, from 1 on; 0 where lines mean nothing.</param>
public readonly record struct Provenance(string File, int Line = 0)
{
    /// <summary><c>FILE</c> or <c>FILE, line 12</c>.</summary>
    public override string ToString() => Line > 0 ? $"{File}, line {Line}" : File;
}
