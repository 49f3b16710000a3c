namespace Vireo.Kernels.Managed;

/// <summary>The windows of average pooling along one axis: which inputs each output averages, and by what it
/// divides.</summary>
internal sealed class PoolWindows
{
    private readonly int[] _start;
    private readonly int[] _end;
    private readonly int[] _divisor;
    private readonly int[] _firstOutput;
    private readonly int[] _lastOutput;

    private PoolWindows(int inputs, int outputs, Func<int, (int Start, int End, int Divisor)> window)
    {
        (_start, _end, _divisor) = (new int[outputs], new int[outputs], new int[outputs]);
        (_firstOutput, _lastOutput) = (new int[inputs], new int[inputs]);
        for (var o = outputs - 1; o >= 0; o--)
        {
            (_start[o], _end[o], _divisor[o]) = window(o);
            for (var i = _start[o]; i < _end[o]; i++)
            {
                _firstOutput[i] = o;
                _lastOutput[i] = Math.Max(_lastOutput[i], o + 1);
            }
        }
    }

    /// <summary>Windows of one size; those that reach over the far padding are cut there.</summary>
    public static PoolWindows Sliding(
        int inputs, int outputs, int size, int stride, int before, int after, bool countPadding) => new(
        inputs, outputs, o =>
        {
            var start = o * stride - before;
            var end = Math.Min(start + size, inputs + after);
            var (from, to) = (Math.Clamp(start, 0, inputs), Math.Clamp(end, 0, inputs));
            return (from, to, Math.Max(1, countPadding ? end - start : to - from));
        });

    /// <summary>Windows from <c>⌊o · inputs / outputs⌋</c> to <c>⌈(o + 1) · inputs / outputs⌉</c>.</summary>
    public static PoolWindows Adaptive(int inputs, int outputs) => new(inputs, outputs, o =>
    {
        var start = (int)((long)o * inputs / outputs);
        var end = (int)(((o + 1L) * inputs + outputs - 1) / outputs);
        return (start, end, end - start);
    });

    /// <summary>Inputs of an output.</summary>
    public (int Start, int End) Inputs(int output) => (_start[output], _end[output]);

    /// <summary>Outputs that an input takes part in.</summary>
    public (int Start, int End) Outputs(int input) => (_firstOutput[input], _lastOutput[input]);

    /// <summary>What an output's sum is divided by along this axis.</summary>
    public int Divisor(int output) => _divisor[output];
}
