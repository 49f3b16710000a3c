namespace Vireo.Layers;

/// <summary>What a <see cref="RecurrentNetwork"/> is made of.</summary>
public sealed record RecurrentConfig
{
    /// <summary>Width of the sequence.</summary>
    public required int Inputs { get; init; }

    /// <summary>Width of a state.</summary>
    public required int Width { get; init; }

    /// <summary>Layers, each reading what the one before gave.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>Whether each layer also reads from the end; its states are put beside the others.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>Share dropped between layers while training.</summary>
    public double Dropout { get; init; }

    /// <summary>Whether there are biases.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Whether sequences are <c>[N, T, Inputs]</c>; <c>[T, N, Inputs]</c> otherwise. States are
    /// <c>[layers · directions, N, Width]</c> either way.</summary>
    public bool BatchFirst { get; init; } = true;
}
