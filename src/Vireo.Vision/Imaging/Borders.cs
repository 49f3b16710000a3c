namespace Vireo.Vision.Imaging;

/// <summary>Where positions beyond the edge take their values from, and pictures with a border put around
/// them.</summary>
internal static class Borders
{
    /// <summary>The source position of any position along an axis; -1 stands for the constant.</summary>
    public static int Index(int position, int length, PadMode mode)
    {
        if ((uint)position < (uint)length)
            return position;

        switch (mode)
        {
            case PadMode.Replicate:
                return position < 0 ? 0 : length - 1;
            case PadMode.Reflect when length > 1:
                var period = 2 * (length - 1);
                position = Remainder(position, period);
                return position < length ? position : period - position;
            case PadMode.Reflect:
                return 0;
            case PadMode.Symmetric:
                position = Remainder(position, 2 * length);
                return position < length ? position : 2 * length - 1 - position;
            case PadMode.Wrap:
                return Remainder(position, length);
            default:
                return -1;
        }
    }

    /// <summary>A copy of [height, width, channels] with a border around it; <see cref="Surround"/> says how
    /// wide.</summary>
    public static T[] Around<T>(ReadOnlySpan<T> source, Surround around, PadMode mode, T value = default)
        where T : struct
    {
        var (width, height, channels) = (around.Width, around.Height, around.Channels);
        var stride = around.OuterWidth * channels;
        var result = GC.AllocateUninitializedArray<T>(checked(stride * around.OuterHeight));
        Span<int> columns = new int[around.OuterWidth];
        for (var x = 0; x < columns.Length; x++)
            columns[x] = Index(x - around.Left, width, mode);

        for (var y = 0; y < around.OuterHeight; y++)
        {
            var target = result.AsSpan(y * stride, stride);
            var from = Index(y - around.Top, height, mode);
            if (from < 0)
            {
                target.Fill(value);
                continue;
            }

            var row = source.Slice(from * width * channels, width * channels);
            row.CopyTo(target[(around.Left * channels)..]);
            Beyond(row, target[..(around.Left * channels)], columns[..around.Left]);
            Beyond(row, target[((around.Left + width) * channels)..], columns[(around.Left + width)..]);
        }

        return result;

        void Beyond(ReadOnlySpan<T> row, Span<T> target, ReadOnlySpan<int> from)
        {
            for (var x = 0; x < from.Length; x++)
                if (from[x] < 0)
                    target.Slice(x * channels, channels).Fill(value);
                else
                    row.Slice(from[x] * channels, channels).CopyTo(target[(x * channels)..]);
        }
    }

    private static int Remainder(int value, int divisor) => (value % divisor + divisor) % divisor;
}
