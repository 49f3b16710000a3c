namespace Vireo.Vision.Lint;

/// <summary>Lays one picture over a part of another, exactly, and says how well they agree.</summary>
/// <remarks>Place and scale are found by least squares on the slopes (Lucas and Kanade 1981), first on coarse
/// structures, then on fine ones; agreement is the correlation of the fine structures there.</remarks>
internal sealed class Overlay(Texture outer, Texture inner)
{
    private const int Grid = 48, CoarseGrid = 24, Few = 16, Blocks = 6, Steps = 8, Starts = 2;
    private const float Reach = 0.06f, Margin = 0.02f;
    private const double Promising = 0.4, Likely = 0.75, Good = 0.95;

    private readonly float[] _outer = new float[Grid * Grid], _inner = new float[Grid * Grid];
    private readonly float[] _slopeX = new float[Grid * Grid], _slopeY = new float[Grid * Grid];
    private int _grid = Grid;

    /// <summary>How well two pictures agree, whichever is a part of the other, over the likeliest placements.</summary>
    public static Agreement Best(Texture first, Texture second)
    {
        Overlay[] overlays = [new(first, second), new(second, first)];
        var starts = from overlay in overlays
                     from part in Enumerable.Range(0, PerceptualHash.Count)
                     let place = PerceptualHash.PlaceOf(part)
                     let score = overlay.Glance(place)
                     where score > Promising
                     orderby score descending
                     select (overlay, place);
        var best = default(Agreement);
        foreach (var (overlay, place) in starts.Take(Starts))
        {
            var agreement = overlay.Fit(place);
            if (agreement.Correlation > best.Correlation) best = agreement;
            if (best.Correlation > Good) break;
        }

        return best;
    }

    /// <summary>How well the inner picture agrees with a part of the outer one.</summary>
    /// <param name="start">Where it seems to lie.</param>
    private Agreement Fit(Placement start)
    {
        _grid = CoarseGrid;
        var place = Refine(start, outer.Coarse, inner.Coarse);
        if (Correlation(place, outer.Coarse, inner.Coarse) < Likely) return default;
        _grid = Grid;
        place = Refine(place, outer.Fine, inner.Fine);
        if (Math.Abs(place.X - start.X) > Reach || Math.Abs(place.Y - start.Y) > Reach
            || Math.Abs(place.Width - start.Width) > Reach || Math.Abs(place.Height - start.Height) > Reach)
            return default;
        return new(Correlation(place, outer.Fine, inner.Fine), WorstBlocks(), place);
    }

    // Correlation of coarse structures at a few places only.
    private double Glance(Placement place)
    {
        float a = 0, b = 0, aa = 0, bb = 0, ab = 0;
        for (var y = 0; y < Few; y++)
        {
            var row = (int)(Pixel(place.Y + place.Height * Place(y, Few)) + 0.5f) * Texture.Side;
            for (var x = 0; x < Few; x++)
            {
                var p = outer.Coarse[row + (int)(Pixel(place.X + place.Width * Place(x, Few)) + 0.5f)];
                var q = inner.Glimpse[y * Few + x];
                (a, b, aa, bb, ab) = (a + p, b + q, aa + p * p, bb + q * q, ab + p * q);
            }
        }

        const int Count = Few * Few;
        var spread = (aa - a * a / Count) * (bb - b * b / Count);
        return spread > 1e-6 ? (ab - a * b / Count) / Math.Sqrt(spread) : 0;
    }

    /// <summary>The few places of a coarse map that a first glance looks at.</summary>
    public static float[] Glimpse(float[] coarse)
    {
        var result = new float[Few * Few];
        for (var i = 0; i < result.Length; i++)
            result[i] = Texture.At(coarse, Pixel(Place(i % Few, Few)), Pixel(Place(i / Few, Few))).Value;
        return result;
    }

    private Placement Refine(Placement place, float[] outerMap, float[] innerMap)
    {
        var best = (Place: place, Score: Correlation(place, outerMap, innerMap));
        for (var step = 0; step < Steps; step++)
        {
            place = Step(place);
            var score = Correlation(place, outerMap, innerMap);
            if (score <= best.Score + 1e-4)
            {
                if (score > best.Score) best = (place, score);
                break;
            }

            best = (place, score);
        }

        Correlation(best.Place, outerMap, innerMap);
        return best.Place;
    }

    // One Gauss-Newton step for shift and scale along both axes, with both pictures normalised.
    private Placement Step(Placement place)
    {
        Span<double> normal = stackalloc double[16];
        Span<double> right = stackalloc double[4];
        Span<double> row = stackalloc double[4];
        normal.Clear();
        right.Clear();
        for (var i = 0; i < _grid * _grid; i++)
        {
            float u = Place(i % _grid, _grid), v = Place(i / _grid, _grid);
            (row[0], row[1], row[2], row[3]) = (_slopeX[i], _slopeY[i], _slopeX[i] * u, _slopeY[i] * v);
            var error = _inner[i] - _outer[i];
            for (var a = 0; a < 4; a++)
            {
                right[a] += row[a] * error;
                for (var b = 0; b <= a; b++) normal[4 * a + b] += row[a] * row[b];
            }
        }

        if (!Solve(normal, right)) return place;
        float Bound(double value) => (float)Math.Clamp(value, -0.03, 0.03);
        return new(place.X + Bound(right[0]), place.Y + Bound(right[1]),
            place.Width + Bound(right[2]), place.Height + Bound(right[3]));
    }

    // Cholesky; the lower half of the matrix is given.
    private static bool Solve(Span<double> matrix, Span<double> right)
    {
        for (var i = 0; i < 4; i++)
        {
            for (var k = 0; k <= i; k++)
            {
                var sum = matrix[4 * i + k];
                for (var j = 0; j < k; j++) sum -= matrix[4 * i + j] * matrix[4 * k + j];
                if (k < i) matrix[4 * i + k] = sum / matrix[4 * k + k];
                else if (sum <= 1e-9) return false;
                else matrix[4 * i + i] = Math.Sqrt(sum);
            }

            for (var j = 0; j < i; j++) right[i] -= matrix[4 * i + j] * right[j];
            right[i] /= matrix[4 * i + i];
        }

        for (var i = 3; i >= 0; i--)
        {
            for (var j = i + 1; j < 4; j++) right[i] -= matrix[4 * j + i] * right[j];
            right[i] /= matrix[4 * i + i];
        }

        return true;
    }

    /// <summary>Samples both pictures, takes mean and scale away, and correlates.</summary>
    private double Correlation(Placement place, float[] outerMap, float[] innerMap)
    {
        for (var i = 0; i < _grid * _grid; i++)
        {
            float u = Place(i % _grid, _grid), v = Place(i / _grid, _grid);
            (_outer[i], _slopeX[i], _slopeY[i]) = Texture.At(
                outerMap, Pixel(place.X + place.Width * u), Pixel(place.Y + place.Height * v));
            _inner[i] = Texture.At(innerMap, Pixel(u), Pixel(v)).Value;
        }

        var scale = Normalise(_outer.AsSpan(0, _grid * _grid));
        Normalise(_inner.AsSpan(0, _grid * _grid));
        var sum = 0.0;
        for (var i = 0; i < _grid * _grid; i++)
        {
            sum += _outer[i] * _inner[i];
            _slopeX[i] *= scale * Texture.Side;
            _slopeY[i] *= scale * Texture.Side;
        }

        return sum / (_grid * _grid);
    }

    // Correlation of the parts that have structure, weakest fifth: two takes of one scene agree everywhere but where
    // something has changed.
    private double WorstBlocks()
    {
        const int Size = Grid / Blocks;
        var scores = new List<double>();
        for (var block = 0; block < Blocks * Blocks; block++)
        {
            double a = 0, b = 0, both = 0, sumA = 0, sumB = 0;
            for (var i = 0; i < Size * Size; i++)
            {
                var at = (block / Blocks * Size + i / Size) * Grid + block % Blocks * Size + i % Size;
                (sumA, sumB) = (sumA + _outer[at], sumB + _inner[at]);
                a += _outer[at] * _outer[at];
                b += _inner[at] * _inner[at];
                both += _outer[at] * _inner[at];
            }

            const double Count = Size * Size;
            (a, b, both) = (a - sumA * sumA / Count, b - sumB * sumB / Count, both - sumA * sumB / Count);
            if (Math.Max(a, b) > 0.15 * Count) scores.Add(both / Math.Sqrt(Math.Max(a * b, 1e-12)));
        }

        scores.Sort();
        return scores.Count == 0 ? 0 : scores[scores.Count / 5];
    }

    private static float Normalise(Span<float> values)
    {
        double sum = 0, squares = 0;
        foreach (var value in values) (sum, squares) = (sum + value, squares + value * value);
        var mean = sum / values.Length;
        var deviation = Math.Sqrt(Math.Max(squares / values.Length - mean * mean, 0));
        var scale = deviation > 1e-3 ? (float)(1 / deviation) : 0;
        for (var i = 0; i < values.Length; i++) values[i] = (float)(values[i] - mean) * scale;
        return scale;
    }

    private static float Pixel(float share) => Math.Clamp(share * Texture.Side - 0.5f, 0, Texture.Side - 1);

    private static float Place(int i, int grid) => Margin + (1 - 2 * Margin) * (i + 0.5f) / grid;
}
