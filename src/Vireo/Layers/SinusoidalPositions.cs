namespace Vireo.Layers;

/// <summary>Fixed vectors that tell places apart: <c>sin(i / 10000^(2k/D))</c> and the cosine beside it.</summary>
/// <remarks>Vaswani et al. 2017, arXiv:1706.03762, section 3.5.</remarks>
public static class SinusoidalPositions
{
    /// <summary>The vectors of the places 0 … length - 1, <c>[length, width]</c>.</summary>
    public static Tensor Of(int length, int width, DType type = DType.F32)
    {
        var values = new double[(long)length * width];
        for (var i = 0; i < values.Length; i++)
        {
            var (place, column) = (i / width, i % width);
            var angle = place / Math.Pow(10000, (double)(column / 2 * 2) / width);
            values[i] = column % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle);
        }

        var table = Tensor.From<double>(values, [length, width]);
        return type == DType.F64 ? table : Ops.CastOp.Cast(table, type);
    }
}
