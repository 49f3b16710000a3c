using Vireo.Layers.Initialisers;
using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>One step of a recurrent layer, for loops of one's own: PyTorch's <c>LSTMCell</c>, <c>GRUCell</c> and
/// <c>RNNCell</c>. Parameters <c>weight_ih</c>, <c>weight_hh</c>, <c>bias_ih</c>, <c>bias_hh</c>.</summary>
public sealed class RecurrentStep : Module
{
    private readonly RecurrentCell _cell;
    private readonly Variable _input;
    private readonly Variable _state;
    private readonly Variable? _inputBias;
    private readonly Variable? _stateBias;

    /// <summary>Declares the parameters.</summary>
    /// <param name="cell">The formula.</param>
    /// <param name="inputs">Width of x.</param>
    /// <param name="width">Width of a state.</param>
    /// <param name="bias">Whether there are biases.</param>
    public RecurrentStep(RecurrentCell cell, int inputs, int width, bool bias = true)
    {
        _cell = cell;
        var (rows, uniform) = (Recurrence.GatesOf(cell) * width, new FanInUniform(width));
        _input = Parameter("weight_ih", [rows, inputs], uniform);
        _state = Parameter("weight_hh", [rows, width], uniform);
        if (!bias) return;
        _inputBias = Parameter("bias_ih", [rows], uniform);
        _stateBias = Parameter("bias_hh", [rows], uniform);
    }

    /// <summary>From the old states to the new.</summary>
    /// <param name="x"><c>[N, inputs]</c>.</param>
    /// <param name="pass">What the graph is for.</param>
    /// <param name="h"><c>[N, width]</c>; zero when left out.</param>
    /// <param name="c">The second state, for an LSTM.</param>
    /// <exception cref="ShapeException">The operands do not fit.</exception>
    public (Tensor H, Tensor? C) Step(Tensor x, Pass pass, Tensor? h = null, Tensor? c = null) =>
        Within(pass, () => Build(x, h, c), static next => next.H);

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => Build(x, null, null).H;

    private (Tensor H, Tensor? C) Build(Tensor x, Tensor? h, Tensor? c)
    {
        ArgumentNullException.ThrowIfNull(x);
        var zero = Tensor.Full(0, [x.Shape[0], _state.Shape[1]], x.DType);
        h ??= zero;
        if (_cell == RecurrentCell.Lstm) c ??= zero;
        return RecurrenceSteps.Step(
            _cell, x.Linear(_input.Value, _inputBias?.Value), h.Linear(_state.Value, _stateBias?.Value), h, c);
    }
}
