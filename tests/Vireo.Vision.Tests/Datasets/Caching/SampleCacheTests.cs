using Vireo.Testing;
using Vireo.Vision.Datasets.Caching;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests.Datasets.Caching;

public sealed class SampleCacheTests : IDisposable
{
    private const int EntryBytes = 52 + 20 * 10 * 3;
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];

    public SampleCacheTests() => Directory.CreateDirectory(_folder["images"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_picture_is_made_once_and_comes_back_the_same()
    {
        var file = Source(1);
        var first = Cache();
        Assert.Equal(Picture(1), first.Get(file, "a", () => Make(1)).Pixels.ToArray());
        Assert.Equal((0, 1), (first.Hits, first.Made));

        // Another process, later.
        var second = Cache();
        var found = second.Get(file, "a", () => throw new InvalidOperationException("it is there"));
        Assert.Equal((20, 10, 3), (found.Width, found.Height, found.Channels));
        Assert.Equal(Picture(1), found.Pixels.ToArray());
        Assert.Equal((1, 0), (second.Hits, second.Made));
    }

    [Fact]
    public void Another_way_to_make_it_and_a_file_that_changed_are_other_pictures()
    {
        var (file, cache) = (Source(1), Cache());
        cache.Get(file, "a", () => Make(1));
        Assert.Equal(Picture(2), cache.Get(file, "b", () => Make(2)).Pixels.ToArray());

        var time = File.GetLastWriteTimeUtc(file);
        File.SetLastWriteTimeUtc(file, time.AddTicks(10_000_000));
        Assert.Equal(Picture(3), cache.Get(file, "a", () => Make(3)).Pixels.ToArray());
        File.AppendAllText(file, "more");
        File.SetLastWriteTimeUtc(file, time);
        Assert.Equal(Picture(4), cache.Get(file, "a", () => Make(4)).Pixels.ToArray());
        Assert.Equal((0, 4), (cache.Hits, cache.Made));
    }

    public static TheoryData<string, Func<byte[], byte[]>> Damages => new()
    {
        { "empty", _ => [] },
        { "cut within the header", bytes => bytes[..30] },
        { "cut within the pixels", bytes => bytes[..^1] },
        { "longer", bytes => [.. bytes, 0] },
        { "a bit of the pixels", bytes => With(bytes, 300, 1) },
        { "a bit of the checksum", bytes => With(bytes, 50, 4) },
        { "of another key", bytes => With(bytes, 10, 1) },
        { "another mark", bytes => With(bytes, 0, 1) },
        { "a vast width", bytes => With(bytes, 39, 0x7F) },
        { "sides exchanged", bytes => [.. bytes[..36], .. bytes[40..44], .. bytes[36..40], .. bytes[44..]] },
        { "zeros", bytes => new byte[bytes.Length] },
    };

    [Theory, MemberData(nameof(Damages))]
    public void A_damaged_entry_is_dropped_and_made_again(string what, Func<byte[], byte[]> damage)
    {
        var (file, cache) = (Source(1), Cache());
        cache.Get(file, "a", () => Make(1));
        var entry = Assert.Single(Entries());
        var whole = File.ReadAllBytes(entry);
        File.WriteAllBytes(entry, damage(whole));

        Assert.True(cache.Get(file, "a", () => Make(1)).Pixels.SequenceEqual(Picture(1)), what);
        Assert.Equal((0, 2, 1), (cache.Hits, cache.Made, cache.Damaged));
        Assert.Equal(whole, File.ReadAllBytes(entry));
        cache.Get(file, "a", () => Make(1));
        Assert.Equal(1, cache.Hits);
    }

    [Fact]
    public void What_was_used_longest_ago_goes_first_and_the_size_is_kept()
    {
        var cache = Cache(10 * EntryBytes);
        for (var i = 0; i < 10; i++) cache.Get(Source(i), "a", () => Make(i));
        Assert.Equal(10, Entries().Count);
        foreach (var entry in Entries()) File.SetLastWriteTimeUtc(entry, DateTime.UtcNow.AddDays(-1));
        cache.Get(Source(3), "a", () => Make(3)); // Used now, and therefore kept.
        Assert.Equal(1, cache.Hits);

        for (var i = 10; i < 40; i++)
        {
            cache.Get(Source(i), "a", () => Make(i));
            Assert.InRange(Entries().Count, 1, 10);
            if (i == 15) cache.Get(Source(3), "a", () => throw new InvalidOperationException("it went"));
        }

        cache.Get(Source(39), "a", () => throw new InvalidOperationException("it went"));
        Assert.Equal(3, cache.Hits);
        var tiny = Cache(EntryBytes);
        for (var i = 0; i < 2; i++) tiny.Get(Source(50), "a", () => Make(50));
        Assert.Equal((0, 2), (tiny.Hits, tiny.Made)); // More than half of all there may be.
    }

    [Fact]
    public void Several_may_share_a_folder()
    {
        string[] sources = [.. Enumerable.Range(0, 8).Select(Source)];
        SampleCache[] caches = [Cache(5 * EntryBytes), Cache(5 * EntryBytes)];
        Parallel.For(0, 400, new() { MaxDegreeOfParallelism = 8 }, i =>
        {
            var which = i * 7 % 8;
            var found = caches[i / 8 % 2].Get(sources[which], "a", () => Make(which));
            Assert.True(found.Pixels.SequenceEqual(Picture(which)));
        });

        Assert.Empty(_warnings);
        Assert.Equal(0, caches.Sum(cache => cache.Damaged));
        Assert.Empty(Directory.GetFiles(_folder["cache"], "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public void Where_nothing_can_be_stored_it_says_so_once_and_goes_on()
    {
        var cache = Cache();
        cache.Get(Source(0), "a", () => Make(0));
        var stored = Path.GetDirectoryName(Assert.Single(Entries()));
        // No folder can be made where files are: as with a full disk, every entry fails to be written.
        foreach (var name in Enumerable.Range(0, 256).Select(i => Path.Combine(_folder["cache"], $"{i:x2}")))
            if (name != stored) File.WriteAllText(name, "");

        for (var i = 1; i < 6; i++)
            Assert.Equal(Picture(i), cache.Get(Source(i), $"a{i * i}", () => Make(i)).Pixels.ToArray());

        Assert.Contains(_folder["cache"], Assert.Single(_warnings), StringComparison.Ordinal);
        Assert.False(cache.IsStoring);
        cache.Get(Source(0), "a", () => throw new InvalidOperationException("it is there"));
        Assert.Equal(1, cache.Hits);
    }

    [Fact]
    public void Files_of_others_are_left_alone_and_those_of_a_killed_process_are_not()
    {
        var name = new string('a', 64);
        var photo = _folder.Add("cache/aa/photo.jpg", new byte[100_000]);
        var other = _folder.Add($"cache/{name}", new byte[100_000]);
        var left = _folder.Add($"cache/aa/{name}.1.2.tmp", new byte[100_000]);
        var recent = _folder.Add($"cache/aa/{name}.1.3.tmp", new byte[10]);
        foreach (var path in new[] { photo, other, left })
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-1));

        var cache = Cache(3 * EntryBytes);
        for (var i = 0; i < 9; i++) cache.Get(Source(i), "a", () => Make(i));

        Assert.Equal((true, true, false, true),
            (File.Exists(photo), File.Exists(other), File.Exists(left), File.Exists(recent)));
    }

    [Fact]
    public void A_file_that_cannot_be_read_fails_as_without_a_cache() =>
        Assert.Equal("VIR1106", Assert.Throws<BadDataException>(() =>
            Cache().Get(_folder["none.jpg"], "a", () => ImageFile.Read(_folder["none.jpg"]).ToImage())).Code);

    private SampleCache Cache(long bytes = 1_000_000) => new(_folder["cache"], bytes, _warnings.Add);

    private string Source(int number)
    {
        var path = Path.Combine(_folder["images"], $"{number}.bin");
        if (!File.Exists(path)) File.WriteAllText(path, $"{number}");
        return path;
    }

    private List<string> Entries() =>
        [.. Directory.GetFiles(_folder["cache"], "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f).Length == 64)];

    private static Image Make(int number) => new(20, 10, 3, Picture(number));

    private static byte[] Picture(int number)
    {
        var rng = new Rng((ulong)number);
        return [.. Enumerable.Range(0, 600).Select(_ => (byte)rng.Below(256))];
    }

    private static byte[] With(byte[] bytes, int at, byte flip)
    {
        bytes = [.. bytes];
        bytes[at] ^= flip;
        return bytes;
    }
}
