using System.Collections;

namespace Vireo.Goldens.Ops;

/// <summary>What an op returns: in order, or by name.</summary>
internal sealed class Outputs(params (string Name, Tensor Value)[] values) : IReadOnlyList<(string Name, Tensor Value)>
{
    /// <inheritdoc/>
    public int Count => values.Length;

    /// <inheritdoc/>
    public (string Name, Tensor Value) this[int index] => values[index];

    /// <summary>One result.</summary>
    public static implicit operator Outputs(Tensor value) => new(("", value));

    /// <summary>Results in order.</summary>
    public static implicit operator Outputs(Tensor[] values) => new([.. values.Select(v => ("", v))]);

    /// <inheritdoc/>
    public IEnumerator<(string Name, Tensor Value)> GetEnumerator() =>
        ((IEnumerable<(string Name, Tensor Value)>)values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
