using System.Buffers.Binary;
using Vireo.Testing;
using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Png;
using Vireo.Vision.Tests.Imaging;

namespace Vireo.Vision.Tests.Lint;

/// <summary>Writes a data set with lists, clean or with one fault of each kind that lists and images can have.</summary>
internal sealed class PlantedData(TemporaryFolder folder)
{
    private readonly TemporaryFolder _folder = folder;
    private readonly List<string> _train = [], _val = [];
    private readonly List<(string Code, string Path)> _planted = [];
    private ulong _seed = 1;

    /// <summary>Codes that must be found, each once, with the path of the finding.</summary>
    public IReadOnlyList<(string Code, string Path)> Planted => _planted;

    public string Root => _folder["data"];

    /// <summary>Three classes, all alike in size, light and number.</summary>
    public void WriteClean(int train = 24, int[]? val = null, int darker = 0)
    {
        val ??= [12, 12, 12];
        for (var label = 0; label < 3; label++)
        {
            for (var i = 0; i < train; i++) Add(_train, $"images/t{label}{i:00}.png", label, Picture(label));
            for (var i = 0; i < val[label]; i++)
                Add(_val, $"images/v{label}{i:00}.png", label, Pictures.Png(Pictures.Make(_seed++, label, darker)));
        }

        _folder.Add("data/classes.txt", "a\nb\nc\n");
        WriteLists();
    }

    /// <summary>The clean set with everything that can go wrong.</summary>
    public void WriteFaulty()
    {
        WriteClean(val: [2, 34, 6], darker: 45);
        _folder.Add("data/classes.txt", "a\nb\nc\nrare\nsingle\nunseen\nempty\n");
        Files();
        Looks();
        Copies();
        Classes();
        Lists();
        WriteLists();
    }

    private void Files()
    {
        var good = Picture(0);
        Plant("VIR1201", "damaged.png", 0, [.. good[..^500], .. new byte[20], .. good[^480..]]);
        Plant("VIR1202", "cut.jpg", 0, ImageFile.EncodeJpeg(Pictures.Make(_seed++), 90)[..^400]);
        Plant("VIR1203", "empty.png", 0, []);
        Plant("VIR1204", "page.png", 0, "<html><body>404 not found</body></html>"u8.ToArray());
        Plant("VIR1205", "layers.psd", 0, [.. "8BPS"u8, .. new byte[40]]);
        Plant("VIR1206", "huge.png", 0, TestPng.Header(60_000, 60_000, 2, 8, false, new byte[20]));
        Plant("VIR1207", "png.jpg", 0, Picture(0));
        Plant("VIR1208", "turned.jpg", 0, Pictures.Rotated(Pictures.Make(_seed++)));
    }

    private void Looks()
    {
        Plant("VIR1209", "small.png", 0, Pictures.Png(Pictures.Make(_seed++, 0, side: 32)));
        _planted.Add(("VIR1210", ".")); // The small one makes sizes differ.
        Add(_train, "images/grey.png", 1, Pictures.Png(Pictures.Make(_seed++, 1).WithChannels(1)));
        _planted.Add(("VIR1211", "."));
        Add(_train, "images/deep.png", 1, Pictures.Deep(Pictures.Make(_seed++, 1)));
        _planted.Add(("VIR1212", "."));
        Plant("VIR1213", "flat.png", 1, Pictures.Png(Pictures.Map(Pictures.Make(_seed++, 1), (v, i) => (byte)(118 + v % 3))));
        Plant("VIR1214", "blurred.png", 1, Pictures.Png(Pictures.Blurred(Pictures.Make(_seed++, 1))));
        Plant("VIR1215", "bright.png", 1, Pictures.Png(Pictures.Map(Pictures.Make(_seed++, 1), (v, i) => (byte)Math.Min(255, v * 22 / 10 + 90))));
        Plant("VIR1216", "dark.png", 1, Pictures.Png(Pictures.Map(Pictures.Make(_seed++, 1), (v, i) => (byte)Math.Max(0, v - 145))));
        Plant("VIR1226", "odd.png", 2, Picture(1));
    }

    private void Copies()
    {
        var same = Bytes("images/t001.png");
        Plant("VIR1220", "copy.png", 0, same);
        Plant("VIR1221", "packed.png", 0, Commented(Bytes("images/t002.png")));
        Plant("VIR1217", "joined.png", 0, [.. Picture(0), 7]);
        Plant("VIR1218", "frames.jpg", 0, [.. ImageFile.EncodeJpeg(Pictures.Make(_seed++), 92), .. ImageFile.EncodeJpeg(Pictures.Make(_seed++), 92)]);
        Plant("VIR1222", "encoded.jpg", 0, ImageFile.EncodeJpeg(Read("images/t003.png"), 50));
        Plant("VIR1223", "leak.png", 1, Bytes("images/v101.png"));
        Plant("VIR1224", "crop.jpg", 1, ImageFile.EncodeJpeg(Read("images/v102.png").Crop(new(3, 6, 88, 88)), 90));
        Plant("VIR1225", "other.png", 2, Bytes("images/t105.png"));
    }

    private void Classes()
    {
        for (var i = 0; i < 2; i++) Add(_train, $"images/rare{i}.png", 3, Picture(0));
        _planted.Add(("VIR1230", "."));
        Add(_train, "images/single.png", 4, Picture(1));
        _planted.Add(("VIR1231", "."));
        for (var i = 0; i < 2; i++) Add(_val, $"images/unseen{i}.png", 5, Pictures.Png(Pictures.Make(_seed++, 2, 45)));
        _planted.Add(("VIR1232", "."));
        _planted.Add(("VIR1234", "."));
        _planted.Add(("VIR1235", ".")); // Most of what is validated is of class b,
        _planted.Add(("VIR1236", ".")); // and it is darker.
    }

    private void Lists()
    {
        Line("VIR1240", "images/gone.png 0");
        _folder.Add("data/images/label.png", Picture(0));
        Line("VIR1241", "images/label.png 9");
        Line("VIR1242", "images/t004.png 0");
        Line("VIR1243", "images/t005.png 1");
        _folder.Add("data/images/lonely.png", Picture(0));
        Line("VIR1244", "images/lonely.png");
        Line("VIR1245", "../elsewhere.png 0");
        Line("VIR1246", "images/v103.png 1");
    }

    private void Line(string code, string line)
    {
        _train.Add(line);
        _planted.Add((code, "train_list.txt"));
    }

    private void Plant(string code, string name, int label, byte[] content)
    {
        Add(_train, $"images/{name}", label, content);
        _planted.Add((code, $"images/{name}"));
    }

    // A chunk that says nothing of the picture, between its last two.
    private static byte[] Commented(byte[] png)
    {
        byte[] chunk = [.. "tIME"u8, 7, 234, 1, 2, 3, 4, 5];
        var sum = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc32.Of(chunk));
        return [.. png[..^12], 0, 0, 0, 7, .. chunk, .. sum, .. png[^12..]];
    }

    private byte[] Picture(int label) => Pictures.Png(Pictures.Make(_seed++, label));

    private byte[] Bytes(string path) => File.ReadAllBytes(_folder[$"data/{path}"]);

    private Image Read(string path) => ImageFile.Read(_folder[$"data/{path}"]).ToImage();

    private void Add(List<string> list, string path, int label, byte[] content)
    {
        _folder.Add($"data/{path}", content);
        list.Add($"{path} {label}");
    }

    private void WriteLists()
    {
        _folder.Add("data/train_list.txt", string.Join('\n', _train) + "\n");
        _folder.Add("data/val_list.txt", string.Join('\n', _val) + "\n");
    }
}
