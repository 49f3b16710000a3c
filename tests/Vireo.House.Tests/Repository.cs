using System.Diagnostics;
using System.Reflection;

namespace Vireo.House.Tests;

/// <summary>The repository as files, and the product as assemblies.</summary>
internal static class Repository
{
    private static readonly string[] Binary =
        [".png", ".jpg", ".jpeg", ".bmp", ".webp", ".ico", ".safetensors", ".onnx", ".npy", ".gz", ".zip", ".bin"];

    /// <summary>The folder that holds Vireo.slnx, without a separator at the end.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Names of the projects under src, which are the names of their assemblies.</summary>
    public static IReadOnlyList<string> Projects { get; } =
        [.. Directory.GetDirectories(Path.Combine(Root, "src")).Select(d => Path.GetFileName(d)).Order()];

    /// <summary>What git tracks, or would track once added: relative, with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = ListFiles();

    /// <summary>C# files below one of the folders that people write.</summary>
    public static IEnumerable<string> Sources(params string[] folders) => Files.Where(file =>
        file.EndsWith(".cs", StringComparison.Ordinal) && !file.Contains("/Generated/", StringComparison.Ordinal)
        && folders.Any(folder => file.StartsWith(folder + "/", StringComparison.Ordinal)));

    /// <summary>Files that are text by their name.</summary>
    public static IEnumerable<string> TextFiles() =>
        Files.Where(file => !Binary.Contains(Path.GetExtension(file).ToLowerInvariant()));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    /// <summary>The assembly of a project under src; one that the house tests do not reference cannot be loaded.</summary>
    public static Assembly Load(string project)
    {
        try
        {
            return Assembly.Load(project);
        }
        catch (FileNotFoundException)
        {
            throw new InvalidOperationException(
                $"src/{project} is not referenced by tests/Vireo.House.Tests: add a ProjectReference.");
        }
    }

    /// <summary>Fails with the list when there is anything on it.</summary>
    public static void None(string rule, IEnumerable<string> offenders)
    {
        var list = offenders.ToList();
        Assert.True(list.Count == 0, $"{rule} ({list.Count}):\n  {string.Join("\n  ", list.Take(200))}");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Vireo.slnx")))
                return folder.FullName;
        throw new InvalidOperationException($"No Vireo.slnx above {AppContext.BaseDirectory}.");
    }

    private static List<string> ListFiles()
    {
        var listed = AskGit() ?? Walk(Root);
        return [.. listed.Where(file => File.Exists(Path.Combine(Root, file))).Distinct().Order(StringComparer.Ordinal)];
    }

    private static string[]? AskGit()
    {
        var start = new ProcessStartInfo("git")
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            start.ArgumentList.Add(argument);
        try
        {
            using var git = Process.Start(start);
            if (git is null)
                return null;
            git.ErrorDataReceived += (_, _) => { };
            git.BeginErrorReadLine();
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? output.Split('\0', StringSplitOptions.RemoveEmptyEntries) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // A machine with only the SDK may lack git: the folder is read instead.
        }
    }

    private static IEnumerable<string> Walk(string folder)
    {
        string[] ignored = [".git", "artifacts", "runs", "node_modules", ".vs"];
        foreach (var file in Directory.GetFiles(folder))
            yield return Path.GetRelativePath(Root, file).Replace('\\', '/');
        foreach (var child in Directory.GetDirectories(folder).Where(d => !ignored.Contains(Path.GetFileName(d))))
            foreach (var file in Walk(child))
                yield return file;
    }
}
