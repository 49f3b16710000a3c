namespace Vireo.Weights;

/// <summary>What a weight file may ask for. Each limit is checked before memory is taken for what it limits, so that
/// opening a file allocates at most <see cref="OpenBytes"/>.</summary>
internal static class WeightLimits
{
    /// <summary>Axes of a tensor.</summary>
    public const int Axes = 16;

    /// <summary>Elements of a tensor.</summary>
    public const long Elements = 1L << 50;

    /// <summary>Bytes of all tensors of a file, as handed out.</summary>
    public const long TensorBytes = 1L << 44;

    /// <summary>How many times larger than the file its tensors may be; views and repeated numbers make them larger.
    /// Deflate cannot do better than <see cref="DeflateRatio"/>.</summary>
    public const int TensorRatio = 16;

    /// <summary>Bytes of tensors that any file may have, however small it is.</summary>
    public const long TensorFloor = 16L << 20;

    /// <summary>Bytes that a byte of deflated data can become at most, by the format.</summary>
    public const int DeflateRatio = 1032;

    /// <summary>Bytes of the header of a NumPy array, as in NumPy itself.</summary>
    public const int NumPyHeader = 10_000;

    /// <summary>Nesting of tuples, lists and dictionaries in such a header.</summary>
    public const int LiteralDepth = 8;

    /// <summary>Files in a zip archive.</summary>
    public const int ZipMembers = 200_000;

    /// <summary>Bytes of the directory of a zip archive.</summary>
    public const int ZipDirectory = 64 << 20;

    /// <summary>Instructions of a pickle; each builds one object at most.</summary>
    public const int PickleSteps = 8_000_000;

    /// <summary>Objects that a pickle keeps for later use.</summary>
    public const int PickleMemo = 4_000_000;

    /// <summary>Bytes of a text that is used as such, in a pickle. Longer ones are left in the file.</summary>
    public const int PickleText = 4096;

    /// <summary>Bytes of a whole number, in a pickle.</summary>
    public const int PickleNumber = 255;

    /// <summary>Nesting of dictionaries and lists, in a pickle.</summary>
    public const int Depth = 64;

    /// <summary>Characters of the name of a tensor.</summary>
    public const int Name = 1024;

    /// <summary>Bytes of a file for each tensor of its pickle; the shortest way to make one takes more.</summary>
    public const int TensorSpace = 16;

    /// <summary>Bytes that opening a file may allocate, by the length of the file.</summary>
    public static long OpenBytes(long fileBytes) => (1L << 20) + 256 * fileBytes;

    /// <summary>Characters that all names of a file may have together, by the length of the file.</summary>
    public static long NamesOf(long fileBytes) => (1L << 16) + 32 * fileBytes;

    /// <summary>Bytes that the tensors of a file may have together, by the length of the file.</summary>
    public static long TensorsOf(long fileBytes) =>
        Math.Min(TensorBytes, Math.Max(TensorFloor, TensorRatio * fileBytes));
}
