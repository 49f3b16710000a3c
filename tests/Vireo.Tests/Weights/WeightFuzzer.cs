using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Vireo.Tests.Weights;

/// <summary>Damages weight files in the ways that hurt readers: always the same ways for the same seed.</summary>
internal sealed class WeightFuzzer(Rng rng)
{
    // Calls that must not happen, objects that must not be built, sizes that must not be believed.
    private static readonly string[] Attacks =
    [
        "cos\nsystem\n(S'touch vireo-was-here'\ntR", "(S'touch vireo-was-here'\nios\nsystem\n",
        "cposix\nsystem\nU\u0006touch x\u0085R", "c__builtin__\neval\nU\u00011\u0085R", "cbuiltins\nexec\n",
        "\u008c\u0002os\u008c\u0006system\u0093", "csubprocess\nPopen\n", "ctorch.storage\n_load_from_bytes\n",
        "\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f", "\u008b\u00ff\u00ff\u00ff\u007f",
        "T\u00ff\u00ff\u00ff\u007f",
        "X\u00ff\u00ff\u00ff\u00ff",
        "\u0096\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0040",
        "]q\0h\0a", "}q\0K\u0001h\0s",
        "2\u00862\u00862\u00862\u00862\u00862\u00862\u00862\u0086",
        "((((((((((", "0000", "\u0081", "R", "b", "o", "Q", ")\u0081", "J\u00ff\u00ff\u00ff\u007f",
        "\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f",
        "]]]]]]]]aaaaaaaa", "\u0094\u0094\u0094\u0094", "j\u00ff\u00ff\u00ff\u00ff",
    ];

    private static readonly ulong[] Lies =
    [
        0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 1UL << 40, long.MaxValue,
        ulong.MaxValue,
    ];

    private static readonly string[] Names =
    [
        "../../up.npy", "/etc/passwd.npy", "C:\\x.npy", "a/../../b.npy", "..", "nul\0.npy", "", ".npy", "data.pkl",
        new('n', 3000), "archive/data.pkl",
    ];

    /// <summary>Whether the last file certainly asks to run something before anything else is wrong with it.</summary>
    public bool AsksForSystem { get; private set; }

    /// <summary>A damaged copy of a file.</summary>
    public byte[] Mutate(byte[] valid)
    {
        AsksForSystem = false;
        var isZip = valid.AsSpan().StartsWith("PK"u8);
        if (isZip && rng.Below(3) > 0) return MutateMembers(valid);
        return valid[0] == 0x80 && rng.Below(2) == 0 ? Attack(valid) : Damage(valid);
    }

    private byte[] Damage(byte[] valid)
    {
        var bytes = valid.ToList();
        for (var times = 1 + rng.Below(3); times > 0 && bytes.Count > 0; times--)
        {
            var at = rng.Below(bytes.Count);
            switch (rng.Below(6))
            {
                case 0: for (var i = 0; i < 8; i++) bytes[rng.Below(bytes.Count)] ^= (byte)(1 << rng.Below(8)); break;
                case 1: bytes.RemoveRange(at, bytes.Count - at); break;
                case 2 or 3: Lie(bytes, at); break;
                case 4: bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + rng.Below(16))); break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, 1 + rng.Below(64))));
                    break;
            }
        }

        return [.. bytes];
    }

    // Numbers of one to eight bytes, and decimal digits as headers in text have them.
    private void Lie(List<byte> bytes, int at)
    {
        var lie = Lies[rng.Below(Lies.Length)];
        var digit = bytes.FindIndex(at, value => value is >= (byte)'0' and <= (byte)'9');
        if (digit >= 0 && rng.Below(2) == 0)
        {
            bytes.RemoveAt(digit);
            bytes.InsertRange(digit, Encoding.ASCII.GetBytes($"{lie}"));
            return;
        }

        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(number, lie);
        for (var i = 0; i < 1 << rng.Below(4) && at + i < bytes.Count; i++) bytes[at + i] = number[i];
    }

    private byte[] Attack(byte[] valid)
    {
        var attack = rng.Below(Attacks.Length);
        var isEarly = rng.Below(2) == 0;
        AsksForSystem = isEarly && Attacks[attack].Contains("system", StringComparison.Ordinal);
        var bytes = valid.ToList();
        bytes.InsertRange(isEarly ? 2 : rng.Below(bytes.Count), Encoding.Latin1.GetBytes(Attacks[attack]));
        return [.. bytes];
    }

    // Damages what an archive holds and packs it again, so that what is damaged is read at all.
    private byte[] MutateMembers(byte[] valid)
    {
        var members = Unpack(valid);
        var chosen = rng.Below(members.Count);
        var level = rng.Below(3) == 0 ? CompressionLevel.Fastest : CompressionLevel.NoCompression;
        var (name, content) = members[chosen];
        var pickle = members.FindIndex(member => member.Name.EndsWith(".pkl", StringComparison.Ordinal));
        switch (rng.Below(6))
        {
            case 0: members.Add(members[chosen]); break;
            case 1: members[chosen] = (Names[rng.Below(Names.Length)], content); break;
            case 2: (level, members[chosen]) = (CompressionLevel.Fastest, (name, Bomb(content))); break;
            case 3 when pickle >= 0:
                level = CompressionLevel.NoCompression;
                members[pickle] = (members[pickle].Name, Attack(members[pickle].Content));
                break;
            default: members[chosen] = (name, content.Length == 0 ? [] : Damage(content)); break;
        }

        var packed = Pack(members, level);
        if (AsksForSystem || rng.Below(4) > 0) return packed;
        Directory(packed);
        return packed;
    }

    // Megabytes of zeros, with the header of the array in front.
    private byte[] Bomb(byte[] content)
    {
        var bomb = new byte[(1 + rng.Below(8)) << 20];
        content.AsSpan(0, Math.Min(content.Length, 128)).CopyTo(bomb);
        return bomb;
    }

    // Sizes, places and counts are in the last bytes of an archive.
    private void Directory(byte[] packed)
    {
        var list = packed.ToList();
        Lie(list, Math.Max(0, packed.Length - 1 - rng.Below(200)));
        list.GetRange(0, Math.Min(packed.Length, list.Count)).CopyTo(packed);
    }

    private static List<(string Name, byte[] Content)> Unpack(byte[] valid)
    {
        using var archive = new ZipArchive(new MemoryStream(valid));
        var members = new List<(string, byte[])>();
        foreach (var entry in archive.Entries)
        {
            using var stream = entry.Open();
            var content = new byte[entry.Length];
            stream.ReadExactly(content);
            members.Add((entry.FullName, content));
        }

        return members;
    }

    private static byte[] Pack(List<(string Name, byte[] Content)> members, CompressionLevel level)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in members.Where(member => member.Name.Length > 0))
            {
                using var stream = archive.CreateEntry(name, level).Open();
                stream.Write(content);
            }
        }

        return packed.ToArray();
    }
}
