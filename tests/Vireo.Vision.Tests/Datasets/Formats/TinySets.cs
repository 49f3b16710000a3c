using System.Buffers.Binary;
using System.Text;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests.Datasets.Formats;

/// <summary>Small data sets of every format, written by hand.</summary>
internal static class TinySets
{
    public const string Voc = """
        <annotation><folder>x</folder><filename>a.png</filename>
        <size><width>16</width><height>12</height><depth>3</depth></size>
        <object><name>cat</name><pose>Left</pose><truncated>0</truncated><difficult>1</difficult>
        <bndbox><xmin>1</xmin><ymin>2</ymin><xmax>5.5</xmax><ymax>9</ymax></bndbox></object>
        <object><name>dog</name><bndbox><xmin>-3</xmin><ymin>2</ymin><xmax>50</xmax><ymax>2</ymax></bndbox></object>
        </annotation>
        """;

    public const string Coco = """
        {"info": {"x": [1, {"y": null}]}, "images": [{"id": 7, "file_name": "a.png", "width": 16, "height": 12}],
        "annotations": [
        {"id": 70, "image_id": 7, "category_id": 3, "bbox": [1, 2, 4.5, 7], "area": 31.5, "iscrowd": 0,
         "segmentation": [[1, 2, 5.5, 2, 5.5, 9]]},
        {"id": 71, "image_id": 7, "category_id": 5, "bbox": [0, 0, 16, 12], "iscrowd": 1,
         "segmentation": {"size": [12, 16], "counts": [10, 20, 162]}},
        {"id": 72, "image_id": 7, "category_id": 5, "segmentation": {"counts": "4210 oO", "size": [3, 4]},
         "keypoints": [1, 2, 2, 0, 0, 0, 3.5, 4, 1], "num_keypoints": 2}],
        "categories": [{"id": 3, "name": "cat", "keypoints": ["a", "b", "c"]}, {"id": 5, "name": "dog"}]}
        """;

    public const string Yolo = "0 0.25 0.5 0.125 0.25\n1 0.1 0.2 0.3 0.2 0.3 0.6\n";

    public const string LabelMe = """
        {"version": "5.0.1", "flags": {}, "shapes": [
        {"label": "cat", "points": [[1, 2], [5.5, 2], [5.5, 9]], "group_id": null, "shape_type": "polygon", "flags": {}},
        {"label": "dog", "points": [[5, 9], [1, 2]], "shape_type": "rectangle"},
        {"label": "dog", "points": [[5, 5], [8, 9]], "shape_type": "circle"},
        {"label": "eye", "points": [[3, 4]], "shape_type": "point"}],
        "imagePath": "..\\photos\\a.png", "imageData": "QUJD", "imageHeight": 12, "imageWidth": 16}
        """;

    public const string Pts = "version: 1\nn_points: 3\n{\n1 2\n3.5 4\n-5 6e1\n}\n";

    public const string Regions =
        "a.png\t[{\"transcription\": \"x y\", \"points\": [[1, 2], [5, 2], [5, 4], [1, 4]]}, "
        + "{\"transcription\": \"###\", \"points\": [[1, 2], [5, 2], [5, 4]]}]\n";

    public const string Boxes = "filename,width,height,class,xmin,ymin,xmax,ymax\na.png,16,12,cat,1,2,5.5,9\n"
        + "a.png,16,12,\"d\"\"o,g\",0,0,4,4\n";

    /// <summary>Format, name of the label file, its content, other files.</summary>
    public static IEnumerable<(string Format, string File, byte[] Content, Dictionary<string, byte[]> Others)> All
    {
        get
        {
            var image = new Dictionary<string, byte[]> { ["a.png"] = Png() };
            yield return ("voc", "a.xml", Bytes(Voc), image);
            yield return ("coco", "a.json", Bytes(Coco.Replace(" oO", "2")), image);
            yield return ("yolo", "a.txt", Bytes(Yolo), image);
            yield return ("labelme", "a.json", Bytes(LabelMe), image);
            yield return ("pts", "a.pts", Bytes(Pts), image);
            yield return ("csv", "a.csv", Bytes(Boxes), image);
            yield return ("csv", "a.csv", Bytes("file,cat,dog\na.png,1,-1\na.png,0,1\n"), image);
            yield return ("csv", "a.csv", Bytes("file,x0,y0,x1,y1\na.png,1,2,3.5,nan\n"), image);
            yield return ("list", "train_list.txt", Bytes("a.png 0\na.png 2\n"), image);
            yield return ("multilabel", "train_list.txt", Bytes("a.png\t0,1,-1\na.png\t1,0,0\n"), image);
            yield return ("retrieval", "train_list.txt", Bytes("a.png zoë 1\na.png x/y 2\n"), image);
            yield return ("ocr", "train_list.txt", Bytes("a.png\tſey 1 ü\n"), image);
            yield return ("ocr-regions", "train_list.txt", Bytes(Regions), image);
            yield return ("ocr-files", "a.txt", Bytes("two\nlines\n"), image);
            yield return ("mask-list", "train_list.txt", Bytes("a.png m.png\n"), new(image) { ["m.png"] = Mask() });
            yield return ("idx", "train-images-idx3-ubyte", Idx(3, 2, 3, 4), new() { ["train-labels-idx1-ubyte"] = Idx(1, 2) });
            yield return ("idx", "train-labels-idx1-ubyte", Idx(1, 2), new() { ["train-images-idx3-ubyte"] = Idx(3, 2, 3, 4) });
            yield return ("cifar", "data_batch_1.bin", new byte[2 * 3073], []);
            yield return ("webdataset", "train-000.tar", Tar(("x/1.cls", Bytes("3")), ("x/1.png", Png()), ("x/2.jpg", Png())), []);
            yield return ("yolo", "data.yaml", Bytes("path: .\nnc: 2\nnames: [cat, dog]\nkpt_shape: [2, 3]\nextra:\n  a: [1, {b: c}]\n"),
                new(image) { ["a.txt"] = Bytes(Yolo) });
            yield return ("mask-list", "m.png", Mask(), new(image) { ["train_list.txt"] = Bytes("a.png m.png\n") });
            yield return ("list", "classes.txt", Bytes("cat\ndog\nöwl\n"), new(image) { ["train_list.txt"] = Bytes("a.png 2\n") });
            yield return ("ocr", "charset.txt", Bytes("a\nü\n1\n"), new(image) { ["train_list.txt"] = Bytes("a.png\tü1\n") });
            yield return ("voc", "train_list.txt", Bytes("a.png a.xml\n"), new(image) { ["a.xml"] = Bytes(Voc) });
        }
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Png() => ImageFile.EncodePng(Image.Filled(16, 12, new(10, 20, 30)));

    public static byte[] Mask() => ImageFile.EncodePng(new Image(16, 12, 1, new byte[16 * 12]));

    /// <summary>An IDX file of zeros.</summary>
    public static byte[] Idx(params int[] sizesAfterDimensions)
    {
        var sizes = sizesAfterDimensions[1..];
        var bytes = new byte[4 + 4 * sizes.Length + sizes.Aggregate(1, (a, b) => a * b)];
        (bytes[2], bytes[3]) = (8, (byte)sizesAfterDimensions[0]);
        foreach (var (i, size) in sizes.Index()) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + 4 * i), size);
        return bytes;
    }

    /// <summary>A tar after POSIX 1003.1: header of name, size and checksum, blocks of 512 bytes, two empty at the
    /// end.</summary>
    public static byte[] Tar(params (string Name, byte[] Content)[] entries) =>
        [.. entries.SelectMany(entry => Entry(entry.Name, '0', entry.Content)), .. new byte[1024]];

    public static byte[] Entry(string name, char kind, byte[] content, string? size = null)
    {
        var header = new byte[512];
        Encoding.UTF8.GetBytes(name).CopyTo(header, 0);
        Bytes("0000644\00000000\00000000\0").CopyTo(header, 100);
        Bytes($"{size ?? Convert.ToString(content.Length, 8).PadLeft(11, '0')}\0").CopyTo(header, 124);
        Bytes("00000000000\0        ").CopyTo(header, 136);
        header[156] = (byte)kind;
        Bytes("ustar\000").CopyTo(header, 257);
        Bytes($"{Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0')}\0 ").CopyTo(header, 148);
        return [.. header, .. content, .. new byte[(512 - content.Length % 512) % 512]];
    }
}
