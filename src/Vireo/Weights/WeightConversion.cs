namespace Vireo.Weights;

/// <summary>Rewrites a weight file in another format.</summary>
public static class WeightConversion
{
    /// <summary>Reads one file and writes its tensors to another, under the names that the first has. Numbers and texts
    /// beside them are kept from one safetensors file to another only.</summary>
    /// <param name="from">A file of any format that is read.</param>
    /// <param name="to">The file to write; its extension names the format.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <param name="progress">Told bytes written and bytes in all, about every megabyte.</param>
    /// <returns>Number of tensors, their bytes as written, and how many numbers and texts were left out.</returns>
    /// <exception cref="UsageException"><c>VIR2014</c>: the file to write is there; <c>VIR2015</c>: its format is not
    /// written or cannot hold the tensors.</exception>
    /// <exception cref="BadModelFileException">The first file cannot be read.</exception>
    public static (int Tensors, long Bytes, int LeftOut) Run(
        string from, string to, bool overwrite = false, Action<long, long>? progress = null)
    {
        var format = WeightFile.WritableFormatOf(to);
        if (!overwrite && Path.Exists(to))
        {
            throw new UsageException("VIR2014", $"{to} is there already. Name another file, or replace it by --force.");
        }

        using var file = WeightFile.Read(from);
        var (done, total) = (0L, file.Entries.Sum(entry => entry.ByteCount));
        var keeps = format == WeightFormat.SafeTensors && file.Format == WeightFormat.SafeTensors;
        WeightFile.Write(to, [.. file.Entries.Select(Counted)], keeps ? file.Metadata : null);
        return (file.Entries.Count, total, keeps ? 0 : file.Metadata.Count);

        WeightEntry Counted(WeightEntry entry) => new(entry.Name, entry.Type, entry.Shape, (offset, destination) =>
        {
            entry.Read(offset, destination);
            progress?.Invoke(done += destination.Length, total);
        });
    }
}
