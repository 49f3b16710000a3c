using System.Text.Json;
using Vireo.Testing;

namespace Vireo.Goldens;

/// <summary>A tensor as golden files write it: whole, or its beginning, samples and norm.</summary>
internal sealed class GoldenTensor
{
    /// <summary>Numbers are written with nine significant digits: half a unit of the last, relative.</summary>
    public const double WrittenRounding = 5.1e-9;

    private const int Samples = 16;

    private readonly (long Place, double Value)[] _known;
    private readonly double? _norm;

    /// <summary>Reads the element.</summary>
    public GoldenTensor(JsonElement element)
    {
        Shape = element.GetProperty("shape").ToShape();
        if (element.Find("data") is { } data)
        {
            _known = [.. data.Numbers().Select((v, i) => ((long)i, v))];
            if (_known.Length != Shape.Count)
            {
                throw new MismatchException($"the file gives {_known.Length} numbers for {Shape}");
            }

            return;
        }

        var seed = GoldenFill.Seed("sample");
        var first = element.GetProperty("first").Numbers().Select((v, i) => ((long)i, v));
        var samples = element.GetProperty("samples").Numbers()
            .Select((v, j) => ((long)(GoldenFill.Hash(seed, (uint)(j % Samples)) % (ulong)Shape.Count), v));
        _known = [.. first, .. samples];
        _norm = element.GetProperty("l2").Number();
    }

    /// <summary>Extents.</summary>
    public Shape Shape { get; }

    /// <summary>Length of a vector.</summary>
    public static double Norm(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var v in values) sum += v * v;
        return Math.Sqrt(sum);
    }

    /// <summary>Throws unless every known number agrees, relative to the greatest magnitude.</summary>
    /// <exception cref="MismatchException">Something differs.</exception>
    public void RequireElements(Tensor actual, double tolerance, string what)
    {
        RequireShape(actual.Shape, what);
        var exact = !actual.DType.IsFloat;
        RequireElements(actual.ToDoubles(), exact ? 0 : tolerance, what);
    }

    /// <inheritdoc cref="RequireElements(Tensor, double, string)"/>
    public void RequireElements(double[] actual, double tolerance, string what)
    {
        var scale = _known.Where(k => double.IsFinite(k.Value)).Select(k => Math.Abs(k.Value)).DefaultIfEmpty().Max();
        foreach (var (place, expected) in _known)
        {
            var found = actual[place];
            var allowed = tolerance == 0 ? 0 : tolerance * Math.Max(scale, 1e-3) + WrittenRounding * Math.Abs(expected);
            if (expected.Equals(found) || Math.Abs(expected - found) <= allowed) continue;
            throw new MismatchException($"{what}[{place}] is {found:R}, expected {expected:R} (allowed {allowed:g2})");
        }

        if (_norm is not { } norm || Math.Abs(Norm(actual) - norm) <= (tolerance + WrittenRounding) * norm) return;
        throw new MismatchException($"the norm of {what} is {Norm(actual):R}, expected {norm:R}");
    }

    /// <summary>Throws unless the known numbers as a vector, and the norm, agree relative to their length.</summary>
    /// <exception cref="MismatchException">Something differs.</exception>
    public void RequireVector(Tensor actual, double tolerance, string what)
    {
        RequireShape(actual.Shape, what);
        var values = actual.ToDoubles();
        var length = Norm([.. _known.Select(k => k.Value)]);
        var error = Norm([.. _known.Select(k => k.Value - values[k.Place])]) / length;
        if (!(error <= tolerance))
        {
            throw new MismatchException($"{what} differs by {error:g3} of its length (allowed {tolerance:g2})");
        }

        if (_norm is { } norm) Relative(norm, Norm(values), tolerance, $"the norm of {what}");
    }

    /// <summary>Throws unless two numbers agree, relative to the expected one.</summary>
    /// <exception cref="MismatchException">They differ.</exception>
    public static void Relative(double expected, double found, double tolerance, string what)
    {
        if (expected.Equals(found) || Math.Abs(expected - found) <= tolerance * Math.Abs(expected)) return;
        throw new MismatchException($"{what} is {found:R}, expected {expected:R} (allowed {tolerance:g2} of it)");
    }

    private void RequireShape(Shape actual, string what)
    {
        if (actual != Shape) throw new MismatchException($"{what} has the shape {actual}, expected {Shape}");
    }
}
