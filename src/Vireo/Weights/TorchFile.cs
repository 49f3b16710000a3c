using System.Numerics;
using System.Text;

namespace Vireo.Weights;

/// <summary>Files of <c>torch.save</c>: a zip archive since version 1.6, a row of pickles before.</summary>
internal static class TorchFile
{
    /// <summary>Name that the pickle has in a zip archive, below a folder.</summary>
    public const string Pickle = "data.pkl";

    private const int LegacyVersion = 1001;
    private static readonly BigInteger LegacyMagic = BigInteger.Parse("119547037146038801333356");

    /// <summary>Whether the first pickle of a file says that it is of an old <c>torch.save</c>.</summary>
    public static bool IsLegacy(object? first) => first is BigInteger number && number == LegacyMagic;

    /// <summary>The pickle of an archive, or null when it is of something else.</summary>
    public static ZipMember? PickleOf(IReadOnlyList<ZipMember> members) => members.FirstOrDefault(
        member => member.Name == Pickle || member.Name.EndsWith($"/{Pickle}", StringComparison.Ordinal));

    /// <summary>Reads an archive; storages stay where they are.</summary>
    /// <exception cref="BadModelFileException">It is damaged, or asks for what is refused.</exception>
    public static (List<WeightEntry> Entries, Dictionary<string, string> Metadata) ReadZip(
        FileBytes file, IReadOnlyList<ZipMember> members, ZipMember pickle)
    {
        var folder = pickle.Name[..^Pickle.Length];
        var byName = members.ToDictionary(member => member.Name, StringComparer.Ordinal);
        var storages = new Dictionary<string, PickleStorage>(StringComparer.Ordinal);
        var root = PickleReader.Read(StreamOf(file, pickle), Storage);
        return CheckpointTree.Read(file, root, IsBigEndian(file, byName.GetValueOrDefault($"{folder}byteorder")));

        PickleStorage Storage(PickleList id)
        {
            var storage = Shared(file, storages, id);
            if (storage.Start >= 0) return storage;
            var name = $"{folder}data/{storage.Key}";
            if (!byName.TryGetValue(name, out var member))
            {
                throw file.Bad("VIR2002", $"the archive lacks '{FileBytes.Shown(name)}'.");
            }

            if (member.IsDeflated) throw Packed(file, member);
            if (member.Bytes != storage.Count * storage.Type.Size)
            {
                throw file.Bad("VIR2005", $"'{FileBytes.Shown(name)}' has {member.Bytes} bytes, {storage.Count} "
                    + $"elements of {storage.Type} were announced.");
            }

            storage.Start = member.Start;
            return storage;
        }
    }

    /// <summary>Reads the row of pickles after the first, and finds the storages that follow them.</summary>
    /// <exception cref="BadModelFileException">It is damaged, or asks for what is refused.</exception>
    public static (List<WeightEntry> Entries, Dictionary<string, string> Metadata) ReadLegacy(
        FileBytes file, PickleStream stream)
    {
        if (PickleReader.Read(stream) is not (long)LegacyVersion)
        {
            throw file.Malformed("it is of another version of torch.save.");
        }

        var system = PickleReader.Read(stream) as PickleDictionary;
        var (storages, views) = (new Dictionary<string, PickleStorage>(StringComparer.Ordinal), new List<View>());
        var root = PickleReader.Read(stream, id => ViewOr(file, Shared(file, storages, id), views, id));
        var keys = PickleReader.Read(stream) as PickleList
            ?? throw file.Malformed("it lacks the list of its storages.");
        var isBigEndian = system?.Items.GetValueOrDefault("little_endian") is false;
        foreach (var key in keys.Items) Place(file, stream, storages, key as string ?? "", isBigEndian);
        foreach (var view in views)
        {
            if (view.Whole.Start >= 0) view.Part.Start = view.Whole.Start + view.First * view.Whole.Type.Size;
        }

        return CheckpointTree.Read(file, root, isBigEndian);
    }

    private sealed record View(PickleStorage Whole, long First, PickleStorage Part);

    private static PickleStream StreamOf(FileBytes file, ZipMember member) => member.IsDeflated
        ? throw Packed(file, member) : new(file, member.Start, member.Start + member.Bytes);

    private static BadModelFileException Packed(FileBytes file, ZipMember member) =>
        file.Malformed($"'{FileBytes.Shown(member.Name)}' is compressed, which torch.save does not do.");

    private static PickleStorage Shared(FileBytes file, Dictionary<string, PickleStorage> storages, PickleList id)
    {
        var (type, key, count) = PickleCalls.StorageOf(file, id);
        if (!storages.TryGetValue(key, out var storage)) storages[key] = storage = new(key, type, count);
        return storage.Type == type && storage.Count == count
            ? storage : throw file.Bad("VIR2005", $"storage '{FileBytes.Shown(key)}' is described in two ways.");
    }

    // A sixth part of the id is (key, first element, elements) of a part of the storage.
    private static PickleStorage ViewOr(FileBytes file, PickleStorage whole, List<View> views, PickleList id)
    {
        if (id.Items is not [_, _, _, _, _, PickleList { Items: [_, long first, long count, ..] }]) return whole;
        if (first < 0 || count < 0 || first > whole.Count || count > whole.Count - first)
        {
            throw file.Bad("VIR2005", $"a part of storage '{FileBytes.Shown(whole.Key)}' lies outside of it.");
        }

        var view = new View(whole, first, new(whole.Key, whole.Type, count));
        views.Add(view);
        return view.Part;
    }

    private static void Place(
        FileBytes file, PickleStream stream, Dictionary<string, PickleStorage> storages, string key, bool isBigEndian)
    {
        if (!storages.TryGetValue(key, out var storage) || storage.Start >= 0)
        {
            throw file.Malformed($"storage '{FileBytes.Shown(key)}' is listed but not used, or listed twice.");
        }

        var count = stream.I64();
        if (isBigEndian) count = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(count);
        if (count != storage.Count)
        {
            throw file.Bad("VIR2005", $"storage '{FileBytes.Shown(key)}' has {count} elements, {storage.Count} were "
                + "announced.");
        }

        storage.Start = stream.Skip(count * storage.Type.Size);
    }

    private static bool IsBigEndian(FileBytes file, ZipMember? order)
    {
        if (order is not { IsDeflated: false, Bytes: 3 }) return false;
        Span<byte> text = stackalloc byte[3];
        file.Read(order.Start, text);
        return Encoding.ASCII.GetString(text) == "big";
    }
}
