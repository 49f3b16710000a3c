using Vireo.Files;
using System.Text;
using Vireo.Testing;
using Vireo.Training.Events;

namespace Vireo.Training.Tests.Events;

public sealed class EventTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FixedTime _time = new();

    public void Dispose() => _folder.Dispose();

    // RFC 3720, appendix B.4, and the check value of the Rocksoft catalogue.
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", 0x8a9136aau)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 0x62a8ab43u)]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", 0x46dd794eu)]
    [InlineData("313233343536373839", 0xe3069283u)]
    public void Checksums_are_the_published_ones(string bytes, uint expected) =>
        Assert.Equal(expected, Crc32C.Of(Convert.FromHexString(bytes)));

    [Fact]
    public void The_first_record_is_the_well_known_one()
    {
        // Length 24 and its masked checksum a3 7f 4b 22 stand at the start of every event file with this version.
        using (new EventWriter(_folder.Path, _time)) { }

        var bytes = File.ReadAllBytes(Directory.GetFiles(_folder.Path).Single());

        Assert.Equal("1800000000000000A37F4B22", Convert.ToHexString(bytes[..12]));
        Assert.Equal("09000000000000F83F1A0D", Convert.ToHexString(bytes[12..23])); // 1.5 seconds after the epoch.
        Assert.Equal("brain.Event:2", Encoding.ASCII.GetString(bytes[23..36]));
        Assert.Equal(40, bytes.Length);
    }

    [Fact]
    public void A_scalar_is_encoded_as_protobuf_says()
    {
        var record = EventRecord.Scalar(new("loss", 300, 0.5f, DateTimeOffset.UnixEpoch.AddSeconds(1.5)));

        // wall_time 1.5 | step 300 | summary { value { tag "loss", simple_value 0.5 } }
        Assert.Equal("09000000000000F83F" + "10AC02" + "2A0D" + "0A0B" + "0A046C6F7373" + "150000003F",
            Convert.ToHexString(record));
    }

    [Fact]
    public void What_is_written_is_read_back_and_a_resumed_run_adds_a_file()
    {
        using (var writer = new EventWriter(_folder.Path, _time))
        {
            for (var step = 1; step <= 5; step++) writer.Add("loss/train", step, step);
            writer.Add("top1/val", 5, double.NaN);
        }

        using (var writer = new EventWriter(_folder.Path, _time))
        {
            for (var step = 3; step <= 6; step++) writer.Add("loss/train", step, -step);
        }

        var run = EventReader.ReadRun(_folder.Path);

        Assert.Equal(2, Directory.GetFiles(_folder.Path, "events.out.tfevents.*").Length);
        Assert.Equal([1f, 2, -3, -4, -5, -6], run["loss/train"].Select(scalar => scalar.Value));
        Assert.Equal([1L, 2, 3, 4, 5, 6], run["loss/train"].Select(scalar => scalar.Step));
        Assert.True(float.IsNaN(run["top1/val"].Single().Value));
        Assert.Equal(_time.GetUtcNow(), run["top1/val"][0].Time);
    }

    [Fact]
    public void A_file_cut_anywhere_gives_the_records_that_are_whole()
    {
        using (var writer = new EventWriter(_folder.Path, _time)) writer.Add("a", 1, 2);
        var path = Directory.GetFiles(_folder.Path).Single();
        var bytes = File.ReadAllBytes(path);
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(path, bytes[..length]);
            Assert.Empty(EventReader.ReadFile(path));
        }
    }

    [Fact]
    public void A_flipped_bit_or_another_kind_of_file_is_refused()
    {
        using (var writer = new EventWriter(_folder.Path, _time)) writer.Add("a", 1, 2);
        var path = Directory.GetFiles(_folder.Path).Single();
        var bytes = File.ReadAllBytes(path);
        for (var i = 0; i < bytes.Length; i++)
        {
            var damaged = bytes.ToArray();
            damaged[i] ^= 0x10;
            File.WriteAllBytes(path, damaged);
            Assert.Equal("VIR1021", Assert.Throws<BadDataException>(() => EventReader.ReadFile(path).Count()).Code);
        }
    }

    [Fact]
    public void What_was_flushed_can_be_read_while_the_writer_goes_on()
    {
        using var writer = new EventWriter(_folder.Path, _time);
        writer.Add("a", 1, 2);
        writer.Flush();

        using var copy = File.Open(writer.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

        Assert.True(copy.Length > 40);
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds(1.5);
    }
}
