using Vireo.Layers.Initialisers;
using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Recurrent layers, in one direction or both. Parameters are named and laid out as PyTorch's:
/// <c>weight_ih_l0</c>, <c>weight_hh_l0</c>, <c>bias_ih_l0</c>, <c>bias_hh_l0</c>, then those with
/// <c>_reverse</c>.</summary>
/// <remarks>A layer and direction is one op, whatever the length. See <see cref="RecurrentCell"/> for the
/// formulas.</remarks>
public abstract class RecurrentNetwork : Module
{
    private readonly RecurrentCell _cell;
    private readonly RecurrentConfig _config;
    private readonly List<(Variable Input, Variable State, Variable? InputBias, Variable? StateBias)> _weights = [];

    private protected RecurrentNetwork(RecurrentCell cell, RecurrentConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(config.Layers, nameof(config));
        (_cell, _config) = (cell, config);
        var rows = Recurrence.GatesOf(cell) * config.Width;
        var uniform = new FanInUniform(config.Width);
        for (var k = 0; k < config.Layers * Directions; k++)
        {
            var (layer, reverse) = (k / Directions, k % Directions == 1 ? "_reverse" : "");
            var inputs = layer == 0 ? config.Inputs : config.Width * Directions;
            Variable Declare(string what, Shape shape) => Parameter($"{what}_l{layer}{reverse}", shape, uniform);
            _weights.Add((
                Declare("weight_ih", [rows, inputs]), Declare("weight_hh", [rows, config.Width]),
                config.Bias ? Declare("bias_ih", [rows]) : null, config.Bias ? Declare("bias_hh", [rows]) : null));
        }
    }

    private int Directions => _config.Bidirectional ? 2 : 1;

    /// <summary>Runs over sequences.</summary>
    /// <param name="x"><c>[N, T, Inputs]</c>, or one sequence <c>[T, Inputs]</c>.</param>
    /// <param name="pass">What the graph is for.</param>
    /// <param name="h">States at the start, <c>[layers · directions, N, Width]</c>; zero when left out.</param>
    /// <param name="c">Second states at the start, for an LSTM.</param>
    /// <param name="lengths">Steps that each sequence has, <c>[N]</c>, I64; all when left out.</param>
    /// <exception cref="ShapeException">The operands do not fit.</exception>
    /// <exception cref="BadDataException">A length leaves the sequence; found when it runs.</exception>
    public RecurrentResult Run(
        Tensor x, Pass pass, Tensor? h = null, Tensor? c = null, Tensor? lengths = null) =>
        Within(pass, () => Build(x, pass, h, c, lengths), static result => result.Y);

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => Build(x, pass, null, null, null).Y;

    private RecurrentResult Build(Tensor x, Pass pass, Tensor? h, Tensor? c, Tensor? lengths)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(pass);
        if (x.Shape.Rank == 2) return BuildOne(x, pass, h, c, lengths);
        Require(x, h, c);
        if (_config.BatchFirst) x = x.Transpose(1, 0, 2);
        var (lastH, lastC) = (new List<Tensor>(), new List<Tensor>());
        for (var layer = 0; layer < _config.Layers; layer++)
        {
            var sides = new Tensor[Directions];
            for (var side = 0; side < sides.Length; side++)
            {
                var k = layer * Directions + side;
                var needsC = _cell == RecurrentCell.Lstm;
                var result = x.Recurrence(
                    _cell, Weights(k, x.DType), State(h, k, x), needsC ? State(c, k, x) : null, lengths, side == 1);
                sides[side] = result.Y;
                lastH.Add(result.H.Reshape([1, .. result.H.Shape.Extents]));
                if (result.C is { } last) lastC.Add(last.Reshape([1, .. last.Shape.Extents]));
            }

            x = sides.Length == 1 ? sides[0] : Tensor.Concat(2, sides);
            if (layer < _config.Layers - 1) x = pass.Dropout(x, _config.Dropout);
        }

        return new(
            _config.BatchFirst ? x.Transpose(1, 0, 2) : x, Tensor.Concat(0, [.. lastH]),
            lastC.Count == 0 ? null : Tensor.Concat(0, [.. lastC]));
    }

    /// <summary>One sequence without the axis of the batch.</summary>
    private RecurrentResult BuildOne(Tensor x, Pass pass, Tensor? h, Tensor? c, Tensor? lengths)
    {
        var axis = _config.BatchFirst ? 0 : 1;
        Tensor? With(Tensor? state) => state?.Reshape([state.Shape[0], 1, state.Shape[1]]);
        Tensor Without(Tensor state) => state.Reshape([state.Shape[0], state.Shape[2]]);
        int[] extents = axis == 0 ? [1, .. x.Shape] : [x.Shape[0], 1, x.Shape[1]];
        var result = Build(x.Reshape(extents), pass, With(h), With(c), lengths?.Reshape([1]));
        return new(
            result.Y.Reshape([x.Shape[0], -1]), Without(result.H), result.C is null ? null : Without(result.C));
    }

    private (Tensor Input, Tensor State, Tensor InputBias, Tensor StateBias) Weights(int k, DType type)
    {
        var (input, state, inputBias, stateBias) = _weights[k];
        var none = Tensor.Full(0, [state.Shape[0]], type);
        return (input.Value, state.Value, inputBias?.Value ?? none, stateBias?.Value ?? none);
    }

    private Tensor State(Tensor? states, int k, Tensor x) => states is null
        ? Tensor.Full(0, [x.Shape[1], _config.Width], x.DType)
        : states.Slice(0, k, k + 1).Reshape([x.Shape[1], _config.Width]);

    private void Require(Tensor x, Tensor? h, Tensor? c)
    {
        var axes = _config.BatchFirst ? "N, T, inputs" : "T, N, inputs";
        if (x.Shape.Rank != 3 || x.Shape[2] != _config.Inputs)
        {
            throw new ShapeException(_cell.ToString().ToLowerInvariant(), "the sequence does not fit the layer.",
                [("x", x.Spec, axes)], $"The layer reads vectors of {_config.Inputs} numbers.");
        }

        Shape states = [_config.Layers * Directions, x.Shape[_config.BatchFirst ? 0 : 1], _config.Width];
        foreach (var (name, state) in (ReadOnlySpan<(string, Tensor?)>)[("h", h), ("c", c)])
        {
            if (state is null || state.Shape == states) continue;
            throw new ShapeException(
                _cell.ToString().ToLowerInvariant(), $"the states {name} do not fit.",
                [("x", x.Spec, axes), (name, state.Spec, "layers · directions, N, width")], $"They must be {states}.");
        }
    }
}
