using System.Text.RegularExpressions;

namespace Vireo.House.Tests;

/// <summary>What must hold of every tracked file.</summary>
public sealed class RepositoryTests
{
    [Fact]
    public void No_file_names_a_folder_of_one_machine() =>
        Repository.None("Absolute paths of a machine", Mentions(@"(?<![\w.~])/(wo" + @"rk|ro" + @"ot)/"));

    [Fact]
    public void No_file_names_a_package_registry() => Repository.None(
        "Hosts of package registries",
        Mentions(@"(nuget\.o" + @"rg|py" + @"pi\.org|pythonho" + @"sted|npmjs\.|crates\.i" + @"o\b|proxy\.gol" + @"ang|rubyge" + @"ms\.org)"));

    [Fact]
    public void Scripts_can_be_run()
    {
        foreach (var script in (string[])["test.sh", "demo.sh", "vireo", ".ci/run", "bench/compare.sh"])
        {
            var path = Path.Combine(Repository.Root, script);
            Assert.True(File.Exists(path), $"{script} is missing.");
            if (!OperatingSystem.IsWindows())
                Assert.True(File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute), $"{script} is not executable.");
        }
    }

    [Fact]
    public void The_solution_holds_every_project()
    {
        var solution = Repository.Read("Vireo.slnx");
        Repository.None(
            "Projects that Vireo.slnx lacks",
            Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)
                // What a user's project looks like, and so outside; a test builds and runs it.
                && file != "samples/YourOwnOp/YourOwnOp.csproj"
                && !solution.Contains($"\"{file}\"", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Mentions(string pattern)
    {
        var regex = new Regex(pattern, RegexOptions.CultureInvariant);
        return from file in Repository.TextFiles()
               where regex.IsMatch(Repository.Read(file))
               from line in Repository.Lines(file).Index()
               where regex.IsMatch(line.Item)
               select $"{file}:{line.Index + 1}: {line.Item.Trim()[..Math.Min(line.Item.Trim().Length, 160)]}";
    }
}
