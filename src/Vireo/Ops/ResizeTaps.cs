namespace Vireo.Ops;

/// <summary>The weights of a <see cref="Resize2d"/> along one axis.</summary>
internal static class ResizeTaps
{
    /// <summary>The matrix that maps an axis of <paramref name="inputs"/> pixels to one of
    /// <paramref name="outputs"/>.</summary>
    /// <param name="rule">The resizing.</param>
    /// <param name="inputs">Extent of the input.</param>
    /// <param name="outputs">Extent of the output.</param>
    /// <param name="given">Outputs over inputs, or zero for the quotient of the extents.</param>
    public static Taps Of(Resize2d rule, int inputs, int outputs, double given)
    {
        var step = given > 0 ? 1 / given : (double)inputs / outputs;
        // Dividing last keeps places exact where they lie in the middle of two pixels.
        double Map(double place) => given > 0 ? place / given : place * inputs / outputs;
        double At(int o) => Place(rule, o, inputs, outputs, Map);
        return new(inputs, outputs, o => rule switch
        {
            { Mode: ResizeMode.Nearest } => [(Nearest(rule, o, inputs, outputs, Map, (float)step), 1)],
            { Antialias: true, Coordinates: ResizeCoordinates.AlignCorners } =>
                Stretched(rule, (o + 0.5) * Between(inputs, outputs), Between(inputs, outputs), inputs),
            { Antialias: true } => Stretched(rule, At(o) + 0.5, step, inputs),
            { Mode: ResizeMode.Linear } => Inside(rule, Neighbours(At(o), 1, Triangle), inputs),
            _ => Inside(rule, Neighbours(At(o), 2, d => Keys(d, rule.CubicCoefficient)), inputs),
        });
    }

    /// <summary>The place of the input that an output is read from.</summary>
    private static double Place(Resize2d rule, int o, int inputs, int outputs, Func<double, double> map)
    {
        switch (rule.Coordinates)
        {
            case ResizeCoordinates.AlignCorners:
                return outputs > 1 ? o * (inputs - 1.0) / (outputs - 1) : 0;
            case ResizeCoordinates.Asymmetric:
                return map(o);
            case ResizeCoordinates.PytorchHalfPixel when outputs == 1:
                return 0;
            case ResizeCoordinates.HalfPixelSymmetric:
                return 0.5 * (inputs - map(outputs)) + map(o + 0.5) - 0.5;
            default:
                return map(o + 0.5) - 0.5;
        }
    }

    /// <summary>Distance of places when corners are aligned.</summary>
    private static double Between(int inputs, int outputs) => outputs > 1 ? (inputs - 1.0) / (outputs - 1) : 0;

    private static int Nearest(
        Resize2d rule, int o, int inputs, int outputs, Func<double, double> map, float step)
    {
        // Which pixel it is hangs on the last digit. The two rules of PyTorch multiply in single precision.
        var place = rule switch
        {
            { Coordinates: ResizeCoordinates.Asymmetric, Rounding: NearestRounding.Floor } => MathF.Floor(o * step),
            { Coordinates: ResizeCoordinates.HalfPixel, Rounding: NearestRounding.RoundPreferCeiling } =>
                MathF.Floor((float)((o + 0.5) * step)),
            { Rounding: NearestRounding.RoundPreferFloor } => Math.Ceiling(At() - 0.5),
            { Rounding: NearestRounding.RoundPreferCeiling } => Math.Floor(At() + 0.5),
            { Rounding: NearestRounding.Floor } => Math.Floor(At()),
            _ => Math.Ceiling(At()),
        };
        double At() => Place(rule, o, inputs, outputs, map);
        return (int)Math.Clamp(place, 0, inputs - 1);
    }

    /// <summary>The pixels within <paramref name="reach"/> of a place, weighted by their distance.</summary>
    private static IEnumerable<(int Input, double Weight)> Neighbours(
        double x, int reach, Func<double, double> kernel)
    {
        var first = (int)Math.Floor(x) - reach + 1;
        for (var i = first; i < first + 2 * reach; i++) yield return (i, kernel(Math.Abs(x - i)));
    }

    private static IEnumerable<(int Input, double Weight)> Inside(
        Resize2d rule, IEnumerable<(int Input, double Weight)> taps, int inputs)
    {
        if (!rule.ExcludeOutside) return taps.Select(t => (Math.Clamp(t.Input, 0, inputs - 1), t.Weight));
        var inside = taps.Where(t => t.Input >= 0 && t.Input < inputs).ToList();
        var total = inside.Sum(t => t.Weight);
        return inside.Select(t => (t.Input, t.Weight / total));
    }

    /// <summary>A kernel as wide as what an output covers, normalised within the image.</summary>
    private static IEnumerable<(int Input, double Weight)> Stretched(
        Resize2d rule, double centre, double step, int inputs)
    {
        var stretch = Math.Max(step, 1);
        var reach = (rule.Mode == ResizeMode.Linear ? 1 : 2) * stretch;
        var first = Math.Max((int)(centre - reach + 0.5), 0);
        var end = Math.Min((int)(centre + reach + 0.5), inputs);
        var taps = new List<(int Input, double Weight)>();
        for (var i = first; i < end; i++)
        {
            var distance = Math.Abs((i - centre + 0.5) / stretch);
            taps.Add((i, rule.Mode == ResizeMode.Linear ? Triangle(distance) : Keys(distance, rule.CubicCoefficient)));
        }

        var total = taps.Sum(t => t.Weight);
        return taps.Select(t => (t.Input, t.Weight / total));
    }

    private static double Triangle(double distance) => Math.Max(0, 1 - distance);

    private static double Keys(double d, double a) => d switch
    {
        <= 1 => ((a + 2) * d - (a + 3)) * d * d + 1,
        < 2 => (((d - 5) * d + 8) * d - 4) * a,
        _ => 0,
    };
}
