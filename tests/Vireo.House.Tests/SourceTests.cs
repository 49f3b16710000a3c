using System.Text.RegularExpressions;

namespace Vireo.House.Tests;

/// <summary>What the text of the sources must look like, where no analyzer says so.</summary>
public sealed partial class SourceTests
{
    [Fact]
    public void There_are_no_regions() => Repository.None("Regions", Hits(All, Region()));

    [Fact]
    public void Namespaces_are_file_scoped() => Repository.None("Block namespaces", Hits(All, BlockNamespace()));

    [Fact]
    public void Folders_are_namespaces() => Repository.None(
        "Namespaces that are not their folder",
        from file in Repository.Sources("src")
        let found = NamespaceLine().Match(Repository.Read(file))
        where Path.GetFileName(file) is not ("Program.cs" or "AssemblyInfo.cs" or "GlobalUsings.cs")
        where found.Groups[1].Value != NamespaceOf(file)
        select $"{file}: expected {NamespaceOf(file)}, found '{found.Groups[1].Value}'");

    [Fact]
    public void A_file_holds_one_public_type_and_has_its_name() => Repository.None(
        "Files whose public types are not the one named after them",
        from file in Repository.Sources("src")
        let text = Repository.Read(file)
        let stem = Path.GetFileNameWithoutExtension(file).Split('.', '{', '`')[0]
        let names = PublicType().Matches(text).Select(m => m.Groups["name"].Value).Distinct().ToList()
        where names.Count > 0
        let others = names.Where(name => name != stem && name != $"{stem}Config" && !IsExtensionContainer(text, name)).ToList()
        where others.Count > 0 || (names.Count > 1 && !names.Contains(stem))
        select $"{file}: {string.Join(", ", names)}");

    [Fact]
    public void Lines_end_by_column_120() => Repository.None(
        "Lines longer than 120 columns",
        from file in Repository.Sources("src")
        from line in Repository.Lines(file).Index()
        where line.Item.EnumerateRunes().Count() > 120
        select $"{file}:{line.Index + 1}: {line.Item.Length} columns");

    [Fact]
    public void A_note_to_do_something_carries_an_issue_number() =>
        Repository.None("Notes without an issue number, as in (#12)", Hits(All, new Regex(@"\bTO" + @"DO\b(?!\s*\(#\d+\))")));

    [Fact]
    public void Unsafe_code_and_interop_live_in_the_native_room() => Repository.None(
        "Unsafe code or interop outside Vireo.Native",
        Hits(Repository.Sources("src").Where(file => !file.StartsWith("src/Vireo.Native/", StringComparison.Ordinal)), Interop())
            .Concat(
                from project in Repository.Projects
                where project != "Vireo.Native"
                where Repository.Read($"src/{project}/{project}.csproj").Contains("AllowUnsafeBlocks", StringComparison.Ordinal)
                select $"src/{project}/{project}.csproj allows unsafe blocks"));

    [Fact]
    public void Randomness_comes_from_our_own_generator() => Repository.None(
        "The framework's random numbers; take a Vireo.Rng",
        Hits(All, new Regex(@"\b(System\.Ran" + @"dom\b|new Ran" + @"dom\(|Ran" + @"dom\.Shared|RandomNumber" + @"Generator\b)")));

    private static IEnumerable<string> All => Repository.Sources("src", "tests", "bench", "samples");

    private static IEnumerable<string> Hits(IEnumerable<string> files, Regex pattern) =>
        from file in files
        from line in Repository.Lines(file).Index()
        where pattern.IsMatch(line.Item)
        select $"{file}:{line.Index + 1}: {line.Item.Trim()}";

    private static string NamespaceOf(string file)
    {
        var parts = file.Split('/')[1..^1];
        return parts[0] == "Vireo.Native" ? parts[0] : string.Join('.', parts);
    }

    // The fluent form of an op lives in the op's own file, and what a model is made of in the model's.
    private static bool IsExtensionContainer(string text, string name) => Regex.IsMatch(
        text, $@"^public static (partial )?class {name}\b[^{{]*\{{[^}}]*\bextension\s*[<(]", RegexOptions.Multiline);

    [GeneratedRegex(@"^\s*#\s*region\b")]
    private static partial Regex Region();

    [GeneratedRegex(@"^\s*namespace\s+[\w.]+\s*(\{.*)?$")]
    private static partial Regex BlockNamespace();

    [GeneratedRegex(@"^namespace\s+([\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    // With file-scoped namespaces a type that is not nested starts in the first column.
    [GeneratedRegex(
        @"^public\s+(?:(?:static|sealed|abstract|readonly|ref|partial|unsafe)\s+)*"
        + @"(?:(?:class|record(?:\s+(?:struct|class))?|struct|interface|enum)\s+(?<name>\w+)|delegate\s[^(;]*?(?<name>\w+)(?:<[^>(]*>)?\s*\()",
        RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^(?!\s*(//|\*)).*(\bunsafe\b(?!-)|\bDllImport\b|\bLibraryImport\b|\bMarshal\.|\bNativeLibrary\b|\bNativeMemory\b)")]
    private static partial Regex Interop();
}
