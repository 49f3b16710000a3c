namespace Vireo.Weights;

/// <summary>A file in a zip archive.</summary>
/// <param name="Name">Full name, with <c>/</c> between folders.</param>
/// <param name="Start">Where its data begin in the archive.</param>
/// <param name="StoredBytes">Bytes it takes in the archive.</param>
/// <param name="Bytes">Bytes of the file itself, as the archive says.</param>
/// <param name="IsDeflated">Whether the two differ.</param>
internal sealed record ZipMember(string Name, long Start, long StoredBytes, long Bytes, bool IsDeflated)
{
    /// <summary>Its bytes, as long as the archive is open.</summary>
    public ByteSource Open(FileBytes file) =>
        IsDeflated ? file.Own(new DeflatedSource(file, this)).Read : file.From(Start);
}
