namespace Vireo.Vision.Imaging.Colour;

/// <summary>A curve through equally spaced points, by cubics whose first two derivatives go on and whose second is 0 at
/// either end.</summary>
internal sealed class NaturalSpline
{
    private readonly float[] _coefficients;
    private readonly float _scale;

    /// <summary>The spline through <c>curve(i / scale)</c> for i from 0 to <paramref name="pieces"/>.</summary>
    public NaturalSpline(Func<double, double> curve, int pieces, float scale)
    {
        (_scale, _coefficients) = (scale, new float[4 * pieces]);
        double[] points = [.. Enumerable.Range(0, pieces + 1).Select(i => curve(i / scale))];
        // Half the second derivatives solve c[i-1] + 4 c[i] + c[i+1] = 3 (p[i-1] - 2 p[i] + p[i+1]); eliminated
        // upwards.
        double[] upper = new double[pieces], right = new double[pieces];
        for (var i = 1; i < pieces; i++)
        {
            upper[i] = 1 / (4 - upper[i - 1]);
            right[i] = (3 * (points[i + 1] - 2 * points[i] + points[i - 1]) - right[i - 1]) * upper[i];
        }

        var next = 0.0;
        for (var i = pieces - 1; i >= 0; i--)
        {
            var c = right[i] - upper[i] * next;
            var b = points[i + 1] - points[i] - (next + 2 * c) / 3;
            var d = (next - c) / 3;
            for (var k = 0; k < 4; k++)
                _coefficients[4 * i + k] = (float)(k switch { 0 => points[i], 1 => b, 2 => c, _ => d });
            next = c;
        }
    }

    /// <summary>The curve at x; beyond the ends its last pieces go on.</summary>
    public float At(float x)
    {
        x *= _scale;
        var piece = Math.Clamp((int)x, 0, _coefficients.Length / 4 - 1);
        x -= piece;
        var c = _coefficients.AsSpan(4 * piece, 4);
        return ((c[3] * x + c[2]) * x + c[1]) * x + c[0];
    }
}
