using Vireo.Training.Bundles;
using Vireo.Training.Runs;

namespace Vireo.Training.Compression;

/// <summary>Where the parts of a compression go.</summary>
/// <param name="Bundle">The model that is written.</param>
/// <param name="Page">The page with the measurements.</param>
/// <param name="Trained">What the folders of runs that were trained on the way begin with.</param>
/// <param name="Work">A folder for what is not finished, beside the output and on the same disk.</param>
internal sealed record CompressionPaths(string Bundle, string Page, string Trained, string Work)
{
    private const string BundleName = "model" + ModelBundle.Extension, PageName = "report.html";

    /// <summary>The folder of a run that a step trained.</summary>
    public string RunOf(string step) => Trained + step;

    /// <summary>The paths that a request means.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="trained">Steps that leave runs.</param>
    /// <exception cref="UsageException"><c>VIR2878</c>: they would replace a run, or the model itself.</exception>
    public static CompressionPaths Of(CompressionRequest request, IEnumerable<string> trained)
    {
        var model = Path.GetFullPath(request.Model).TrimEnd(Path.DirectorySeparatorChar);
        var stem = File.Exists(model) ? Path.ChangeExtension(model, null) : model;
        var output = Path.GetFullPath(request.Output ?? $"{stem}-compressed").TrimEnd(Path.DirectorySeparatorChar);
        var work = $"{output}.{Environment.ProcessId}.work";
        var (file, folder) = (Path.ChangeExtension(output, null), output + Path.DirectorySeparatorChar);
        CompressionPaths paths = IsBundle(output)
            ? new(output, $"{file}.html", $"{file}-", work)
            : new(folder + BundleName, folder + PageName, folder, work);
        if (paths.Bundle == model) throw Taken(output, "is the model to be compressed itself");
        if (RunFolder.IsRunAt(output)) throw Taken(output, "holds a run");
        if (!IsBundle(output) && File.Exists(output)) throw Taken(output, "is a file");
        if (Directory.Exists(paths.Bundle)) throw Taken(paths.Bundle, "is a folder");
        if (trained.Select(paths.RunOf).FirstOrDefault(Path.Exists) is { } run)
            throw Taken(run, "is there already, from an earlier compression");
        return paths;
    }

    private static bool IsBundle(string path) =>
        path.EndsWith(ModelBundle.Extension, StringComparison.OrdinalIgnoreCase);

    private static UsageException Taken(string path, string why) =>
        new("VIR2878", $"{path} {why}. Choose another --output.");
}
