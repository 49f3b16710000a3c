namespace Vireo.Pruning;

/// <summary>An axis of a variable that is a row of channels.</summary>
/// <param name="Variable">The variable.</param>
/// <param name="Axis">The axis.</param>
/// <param name="Factor">Consecutive elements of each channel.</param>
internal readonly record struct ChannelSlice(Variable Variable, int Axis, int Factor)
{
    /// <summary>Places along the axis of some channels.</summary>
    public int[] Places(IEnumerable<int> channels)
    {
        var factor = Factor;
        return [.. channels.SelectMany(c => Enumerable.Range(c * factor, factor))];
    }

    /// <summary>Keeps the given channels alone.</summary>
    public void Keep(IReadOnlyList<int> channels)
    {
        var (places, shape, values) = (Places(channels), Variable.Shape, Variable.ToDoubles());
        var inner = 1;
        for (var axis = Axis + 1; axis < shape.Rank; axis++) inner *= shape[axis];
        var outer = values.Length / (inner * shape[Axis]);
        var kept = new double[outer * places.Length * inner];
        for (var i = 0; i < outer; i++)
        {
            for (var k = 0; k < places.Length; k++)
            {
                values.AsSpan((i * shape[Axis] + places[k]) * inner, inner)
                    .CopyTo(kept.AsSpan((i * places.Length + k) * inner));
            }
        }

        Variable.Resize(shape.With(Axis, places.Length));
        Variable.Set(kept);
    }

    /// <summary>The numbers of each channel, one row after the other.</summary>
    public float[][] Rows()
    {
        var (values, shape) = (Variable.ToDoubles(), Variable.Shape);
        var inner = Factor;
        for (var axis = Axis + 1; axis < shape.Rank; axis++) inner *= shape[axis];
        var channels = shape[Axis] / Factor;
        var outer = values.Length / (inner * channels);
        var rows = new float[channels][];
        for (var c = 0; c < channels; c++)
        {
            rows[c] = new float[outer * inner];
            for (var i = 0; i < outer; i++)
            {
                for (var k = 0; k < inner; k++) rows[c][i * inner + k] = (float)values[(i * channels + c) * inner + k];
            }
        }

        return rows;
    }
}
