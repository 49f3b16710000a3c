namespace Vireo.Ops;

/// <summary>A sparse matrix that maps the places of one axis to those of another: every output is a weighted sum of a
/// few inputs. Resizing, padding and their gradients are such maps, one for the rows and one for the columns.</summary>
internal sealed class Taps
{
    private readonly int[] _start;
    private readonly int[] _places;
    private readonly double[] _weights;

    /// <summary>Asks for the inputs of every output; weights of the same input add up, those of zero are left
    /// out.</summary>
    public Taps(int inputs, int outputs, Func<int, IEnumerable<(int Input, double Weight)>> of)
    {
        (Inputs, Outputs, _start) = (inputs, outputs, new int[outputs + 1]);
        var (places, weights) = (new List<int>(), new List<double>());
        for (var o = 0; o < outputs; o++)
        {
            foreach (var group in of(o).GroupBy(t => t.Input).OrderBy(g => g.Key))
            {
                var weight = group.Sum(t => t.Weight);
                if (weight == 0) continue;
                places.Add(group.Key);
                weights.Add(weight);
            }

            _start[o + 1] = places.Count;
        }

        (_places, _weights) = ([.. places], [.. weights]);
    }

    /// <summary>Extent of the axis that is read.</summary>
    public int Inputs { get; }

    /// <summary>Extent of the axis that is made.</summary>
    public int Outputs { get; }

    /// <summary>Whether every output is the input of the same place.</summary>
    public bool IsIdentity
    {
        get
        {
            if (Inputs != Outputs || _places.Length != Outputs) return false;
            for (var o = 0; o < Outputs; o++)
            {
                if (_start[o] != o || _places[o] != o || _weights[o] != 1) return false;
            }

            return true;
        }
    }

    /// <summary>The inputs of an output, ascending.</summary>
    public ReadOnlySpan<int> Places(int output) => _places.AsSpan(_start[output].._start[output + 1]);

    /// <summary>Their weights.</summary>
    public ReadOnlySpan<double> Weights(int output) => _weights.AsSpan(_start[output].._start[output + 1]);

    /// <summary>Where the taps of an output begin among all taps.</summary>
    public Range Range(int output) => _start[output].._start[output + 1];

    /// <summary>The weights of all taps.</summary>
    public ReadOnlySpan<double> AllWeights => _weights;

    /// <summary>The transposed matrix: what gradients go through.</summary>
    public Taps Transposed()
    {
        var columns = new List<(int, double)>[Inputs];
        for (var i = 0; i < Inputs; i++) columns[i] = [];
        for (var o = 0; o < Outputs; o++)
        {
            for (var tap = _start[o]; tap < _start[o + 1]; tap++) columns[_places[tap]].Add((o, _weights[tap]));
        }

        return new(Outputs, Inputs, i => columns[i]);
    }

    /// <summary>The matrix with all its zeros, <c>[Outputs, Inputs]</c>, or transposed.</summary>
    public double[] Dense(bool transposed)
    {
        var matrix = new double[(long)Outputs * Inputs];
        for (var o = 0; o < Outputs; o++)
        {
            for (var tap = _start[o]; tap < _start[o + 1]; tap++)
            {
                matrix[transposed ? _places[tap] * Outputs + o : o * Inputs + _places[tap]] = _weights[tap];
            }
        }

        return matrix;
    }
}
