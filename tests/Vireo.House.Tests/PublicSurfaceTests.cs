using System.Reflection;
using System.Xml.Linq;

namespace Vireo.House.Tests;

/// <summary>What a user sees is documented, reviewed, and free of raw pointers.</summary>
public sealed class PublicSurfaceTests
{
    public static TheoryData<string> Projects => [.. Repository.Projects];

    [Theory, MemberData(nameof(Projects))]
    public void Every_public_member_is_documented_unless_it_fills_in_another(string project)
    {
        var assembly = Repository.Load(project);
        var documented = DocumentedIn(project);
        Repository.None(
            "Public members without documentation",
            from type in PublicSurface.Types(assembly)
            from member in PublicSurface.Members(type).Prepend(type)
            where !IsSilent(member) && !documented.Contains(DocumentationId.Of(member))
            select DocumentationId.Of(member));
    }

    [Theory, MemberData(nameof(Projects))]
    public void No_raw_pointer_leaves_the_native_room(string project)
    {
        if (project == "Vireo.Native")
            return;
        Repository.None(
            "Native-sized integers or pointers in public signatures",
            from type in PublicSurface.Types(Repository.Load(project))
            from member in PublicSurface.Members(type)
            where !PublicSurface.FillsIn(member) && TypesIn(member).Any(IsRaw)
            select $"{Signature.Name(type)}.{Signature.Of(member)}");
    }

    [Theory, MemberData(nameof(Projects))]
    public void The_public_surface_is_the_reviewed_one(string project)
    {
        var lines =
            from type in PublicSurface.Types(Repository.Load(project))
            let members = PublicSurface.Members(type).Select(m => "    " + Signature.Of(m)).Order(StringComparer.Ordinal)
            from line in members.Prepend(Signature.Of(type))
            select line;
        var actual = string.Join('\n', lines) + "\n";
        var file = Path.Combine(Repository.Root, "src", project, "PublicApi.txt");
        if (Environment.GetEnvironmentVariable("VIREO_APPROVE") == "1")
            File.WriteAllText(file, actual);

        Assert.True(File.Exists(file), $"src/{project}/PublicApi.txt is missing; VIREO_APPROVE=1 writes it.");
        var expected = File.ReadAllText(file).ReplaceLineEndings("\n");
        Repository.None(
            $"Differences from src/{project}/PublicApi.txt; look at them, then VIREO_APPROVE=1 writes it anew",
            Differences(expected.Split('\n'), actual.Split('\n')));
    }

    // The parts of the language that DocumentationId must get right, taken from the assemblies as they are.
    [Theory, MemberData(nameof(Projects))]
    public void Documentation_ids_are_unique(string project) => Repository.None(
        "Documentation ids given twice",
        PublicSurface.Types(Repository.Load(project)).SelectMany(t => PublicSurface.Members(t).Prepend(t))
            .CountBy(DocumentationId.Of).Where(c => c.Value > 1).Select(c => c.Key));

    private static IEnumerable<string> Differences(string[] expected, string[] actual) =>
        expected.Except(actual).Select(line => "- " + line.Trim())
            .Concat(actual.Except(expected).Select(line => "+ " + line.Trim()))
            .Concat(expected.Length == actual.Length ? [] : [$"{expected.Length} lines reviewed, {actual.Length} lines now"]);

    // An implicit constructor cannot be told from one that was written; the type's own summary stands for it.
    private static bool IsSilent(MemberInfo member) =>
        PublicSurface.FillsIn(member) || PublicSurface.IsPositional(member) || member is ConstructorInfo { IsStatic: true }
        || (member is ConstructorInfo c && c.GetParameters().Length == 0);

    private static HashSet<string> DocumentedIn(string project)
    {
        var file = Path.Combine(AppContext.BaseDirectory, project + ".xml");
        Assert.True(File.Exists(file), $"{project}.xml is not beside the tests.");
        return
        [
            .. from member in XDocument.Load(file).Descendants("member")
               where member.Descendants("summary").Any(s => !string.IsNullOrWhiteSpace(s.Value) || s.HasElements)
                   || member.Descendants("inheritdoc").Any()
               select member.Attribute("name")?.Value,
        ];
    }

    private static IEnumerable<Type> TypesIn(MemberInfo member) => member switch
    {
        MethodInfo m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType),
        ConstructorInfo c => c.GetParameters().Select(p => p.ParameterType),
        PropertyInfo p => [p.PropertyType],
        FieldInfo f => [f.FieldType],
        _ => [],
    };

    private static bool IsRaw(Type type) =>
        type == typeof(nint) || type == typeof(nuint) || type.IsPointer || type.IsFunctionPointer
        || (type.HasElementType && IsRaw(type.GetElementType()!))
        || type.GetGenericArguments().Any(a => !a.IsGenericParameter && IsRaw(a));
}
