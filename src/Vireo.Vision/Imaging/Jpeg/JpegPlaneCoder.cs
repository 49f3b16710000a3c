using System.Numerics;
using System.Runtime.Intrinsics;

namespace Vireo.Vision.Imaging.Jpeg;

/// <summary>Transforms, quantises and codes the blocks of one plane.</summary>
internal sealed class JpegPlaneCoder
{
    /// <summary><c>c(u) / 2 · cos((2x + 1) u π / 16)</c> with u along rows, c(0) = 1/√2 and 1 otherwise.</summary>
    private static readonly float[] _cosines = MakeCosines();

    private readonly JpegBitWriter _bits;
    private readonly int[] _steps;
    private readonly (int Code, int Length)[] _dc;
    private readonly (int Code, int Length)[] _ac;
    private int _prediction;

    /// <param name="bits">Where the codes go.</param>
    /// <param name="steps">Of quantisation, in the order of the file.</param>
    /// <param name="dc">Table of the first coefficient: counts of 16 lengths, then symbols.</param>
    /// <param name="ac">Table of the others.</param>
    public JpegPlaneCoder(JpegBitWriter bits, int[] steps, ReadOnlySpan<byte> dc, ReadOnlySpan<byte> ac) =>
        (_bits, _steps, _dc, _ac) = (bits, steps, Codes(dc), Codes(ac));

    /// <summary>Writes one block of 8×8 values around zero, which are lost.</summary>
    public void Write(Span<float> block)
    {
        Forward(block);
        Forward(block);
        Span<int> values = stackalloc int[64];
        for (var k = 0; k < 64; k++)
            values[k] = (int)MathF.Round(block[JpegDecoder.ZigZag[k]] / _steps[k]);

        WriteValue(_dc, 0, values[0] - _prediction);
        _prediction = values[0];
        var zeros = 0;
        for (var k = 1; k < 64; k++)
        {
            if (values[k] == 0)
            {
                zeros++;
                continue;
            }

            for (; zeros > 15; zeros -= 16)
                _bits.Write(_ac[0xF0].Code, _ac[0xF0].Length);
            WriteValue(_ac, zeros, values[k]);
            zeros = 0;
        }

        if (zeros > 0)
            _bits.Write(_ac[0].Code, _ac[0].Length);
    }

    private void WriteValue((int Code, int Length)[] table, int zeros, int value)
    {
        var size = 32 - BitOperations.LeadingZeroCount((uint)Math.Abs(value));
        var (code, length) = table[zeros << 4 | size];
        _bits.Write(code, length);
        _bits.Write(value < 0 ? value - 1 : value, size);
    }

    /// <summary>The transform of the columns, with rows and columns exchanged; done twice it is the whole.</summary>
    private static void Forward(Span<float> block)
    {
        Span<float> result = stackalloc float[64];
        for (var u = 0; u < 8; u++)
        {
            var sum = Vector256<float>.Zero;
            for (var y = 0; y < 8; y++)
                sum += Vector256.Create<float>(block[(8 * y)..]) * _cosines[8 * u + y];
            for (var x = 0; x < 8; x++)
                result[8 * x + u] = sum[x];
        }

        result.CopyTo(block);
    }

    private static float[] MakeCosines()
    {
        var cosines = new float[64];
        for (var u = 0; u < 8; u++)
            for (var x = 0; x < 8; x++)
                cosines[8 * u + x] = (float)((u == 0 ? Math.Sqrt(0.125) : 0.5)
                    * Math.Cos((2 * x + 1) * u * Math.PI / 16));

        return cosines;
    }

    private static (int Code, int Length)[] Codes(ReadOnlySpan<byte> table)
    {
        var codes = new (int, int)[256];
        var (code, index) = (0, 16);
        for (var length = 1; length <= 16; length++, code <<= 1)
            for (var i = 0; i < table[length - 1]; i++)
                codes[table[index++]] = (code++, length);

        return codes;
    }
}
