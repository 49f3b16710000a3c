using System.Xml.Linq;

namespace Vireo.House.Tests;

/// <summary>Rooms know only the rooms below them (docs/architecture.md).</summary>
public sealed class ArrowTests
{
    // Equal heights are siblings, which do not know each other either.
    private static readonly Dictionary<string, int> Height = new()
    {
        ["Vireo.Native"] = 0,
        ["Vireo"] = 1,
        ["Vireo.Onnx"] = 2,
        ["Vireo.Vision"] = 2,
        ["Vireo.Training"] = 3,
        ["Vireo.Search"] = 4,
        ["Vireo.Insight"] = 4,
        ["Vireo.Distributed"] = 4,
        ["Vireo.Board"] = 4,
        ["Vireo.Serving"] = 4,
        ["Vireo.Cli"] = 5,
    };

    [Fact]
    public void Every_project_has_a_height() =>
        Repository.None("Projects under src without a height here", Repository.Projects.Where(p => !Height.ContainsKey(p)));

    [Fact]
    public void Assemblies_reference_only_what_is_below_them() => Repository.None(
        "Upward arrows between assemblies",
        from project in Repository.Projects
        from reference in Repository.Load(project).GetReferencedAssemblies()
        let name = reference.Name ?? ""
        where Points(project, name)
        select $"{project} -> {name}");

    [Fact]
    public void Project_files_reference_only_what_is_below_them() => Repository.None(
        "Upward arrows between projects",
        from project in Repository.Projects
        from reference in XDocument.Parse(Repository.Read($"src/{project}/{project}.csproj")).Descendants("ProjectReference")
        let name = Path.GetFileNameWithoutExtension(reference.Attribute("Include")?.Value.Replace('\\', '/') ?? "")
        where Points(project, name)
        select $"{project} -> {name}");

    private static bool Points(string project, string name) =>
        (name == "Vireo" || name.StartsWith("Vireo.", StringComparison.Ordinal))
        && (!Height.TryGetValue(name, out var to) || to >= Height.GetValueOrDefault(project, -1));
}
