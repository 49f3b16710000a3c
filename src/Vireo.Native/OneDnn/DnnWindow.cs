namespace Vireo.Native;

/// <summary>The numbers of a sliding window as the library wants them: 64 bits, dilation counted from zero.</summary>
internal sealed class DnnWindow
{
    public DnnWindow(int axes, int[] strides, int[] dilations, int[] begin, int[] end)
    {
        Strides = Expand(strides, axes, missing: 1, subtract: 0, nameof(strides));
        Dilations = Expand(dilations, axes, missing: 1, subtract: 1, nameof(dilations));
        Begin = Expand(begin, axes, missing: 0, subtract: 0, nameof(begin));
        End = Expand(end, axes, missing: 0, subtract: 0, nameof(end));
    }

    public long[] Strides { get; }

    public long[] Dilations { get; }

    public long[] Begin { get; }

    public long[] End { get; }

    public static long[] Expand(int[] values, int axes, int missing, int subtract, string name)
    {
        if (values.Length != 0 && values.Length != axes)
        {
            throw new ArgumentException($"{values.Length} numbers for {axes} spatial axes", name);
        }

        var wide = new long[axes];
        for (var i = 0; i < axes; i++) wide[i] = (values.Length == 0 ? missing : values[i]) - subtract;
        return wide;
    }
}
