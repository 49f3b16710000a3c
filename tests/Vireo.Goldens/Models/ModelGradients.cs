using System.Text.Json;

namespace Vireo.Goldens.Models;

/// <summary>Gradients of all parameters beside the golden ones. A parameter's error is measured against its own
/// gradient's norm, or 1e-4 of that of all together if that is larger.</summary>
internal sealed class ModelGradients
{
    private const double Floor = 1e-4;

    // Norms of all parameters are written with six digits.
    private const double NormRounding = 5.1e-6;

    private readonly List<(string Path, Variable Variable)> _parameters;
    private readonly double[][] _gradients;
    private readonly double _all;
    private readonly double _tolerance;
    private readonly string _what;

    public ModelGradients(
        List<(string Path, Variable Variable)> parameters, IReadOnlyList<Tensor> gradients, JsonElement summary,
        double tolerance, string what)
    {
        (_parameters, _tolerance, _what) = (parameters, tolerance, what);
        _gradients = [.. gradients.Select(g => g.ToDoubles())];
        _all = summary.GetProperty("grad_l2_all").Number();
        var found = Math.Sqrt(_gradients.Sum(g => g.Sum(v => v * v)));
        GoldenTensor.Relative(_all, found, tolerance, $"{what} norm of all gradients");
    }

    /// <summary>Compares <c>grads</c> and <c>grad_l2_each</c>, as far as they are there.</summary>
    /// <exception cref="MismatchException">Something differs.</exception>
    public void Check(JsonElement lists)
    {
        foreach (var item in lists.Find("grads")?.EnumerateArray() ?? [])
        {
            var path = item.Text("key");
            var place = _parameters.FindIndex(p => p.Path == path);
            if (place < 0) throw new MismatchException($"{path} is no parameter of ours");
            var norm = item.GetProperty("l2").Number();
            Require(path, Math.Abs(norm - GoldenTensor.Norm(_gradients[place])), norm, 0);
            var first = item.GetProperty("first").Numbers();
            Require(path, GoldenTensor.Norm([.. first.Select((v, i) => v - _gradients[place][i])]), norm, 0);
        }

        if (lists.Find("grad_l2_each")?.Numbers() is not { } norms) return;
        if (norms.Length != _parameters.Count) throw new MismatchException($"{_parameters.Count} gradients, expected {norms.Length}");
        for (var i = 0; i < norms.Length; i++)
        {
            var error = Math.Abs(norms[i] - GoldenTensor.Norm(_gradients[i]));
            Require(_parameters[i].Path, error, norms[i], NormRounding * norms[i]);
        }
    }

    private void Require(string path, double error, double norm, double rounding)
    {
        // What is mathematically zero is written as 0, and shows nothing but the rounding noise of large sums.
        var measure = Math.Max(norm, (norm == 0 ? 10 * Floor : Floor) * _all);
        if (error <= _tolerance * measure + rounding) return;
        throw new MismatchException(
            $"{_what} gradient of {path} differs by {error / measure:g3} of {measure:g4} (allowed {_tolerance:g2})");
    }
}
