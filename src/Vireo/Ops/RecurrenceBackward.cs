using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>Gradient of <see cref="Recurrence"/>, through all steps. Inputs: those of the forward op, then the
/// gradients of its outputs; outputs: the gradients of its inputs but the lengths. The gates are worked out again:
/// nothing but inputs has to be kept from the forward pass.</summary>
/// <remarks>Back-propagation through time: Werbos 1990.</remarks>
public sealed record RecurrenceBackward : Op
{
    /// <summary>The forward op.</summary>
    public required Recurrence Forward { get; init; }

    /// <inheritdoc/>
    public override string Name => $"{Forward.Name} backward";

    private int Arriving => Forward.HasCell ? 3 : 2;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var outputs = Forward.Infer(inputs[..^Arriving]);
        for (var i = 0; i < outputs.Length; i++)
        {
            if (inputs[inputs.Length - Arriving + i] != outputs[i])
            {
                throw new ShapeException(Name, $"the gradient of output {i} does not fit.",
                    [("gradient", inputs[inputs.Length - Arriving + i], "")], $"It must be {outputs[i]}.");
            }
        }

        return [.. inputs[..Forward.States]];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var loop = new RecurrenceLoop(Forward, x);
        var arriving = x[^Arriving..];
        var (width, rows, inputs) = (loop.Width, Forward.Gates * loop.Width, x[0].Shape[2]);
        for (var n = 0; n < loop.N; n++)
        {
            loop.Forward(n);
            var dh = arriving[1].Data.AsSpan(n * width, width).ToArray();
            var dc = Forward.HasCell ? arriving[2].Data.AsSpan(n * width, width).ToArray() : [];
            var (a, r) = (new double[rows], new double[rows]);
            for (var s = loop.Length(n) - 1; s >= 0; s--)
            {
                var at = loop.Time(n, s) * loop.N + n;
                for (var j = 0; j < width; j++) dh[j] += arriving[0].Data[at * width + j];
                loop.Back(s, dh, dc, a, r);
                for (var row = 0; row < rows; row++)
                {
                    y[3].Data[row] += a[row];
                    y[4].Data[row] += r[row];
                    for (var i = 0; i < inputs; i++)
                    {
                        y[1].Data[row * inputs + i] += a[row] * x[0].Data[at * inputs + i];
                        y[0].Data[at * inputs + i] += a[row] * x[1].Data[row * inputs + i];
                    }

                    for (var j = 0; j < width; j++)
                    {
                        y[2].Data[row * width + j] += r[row] * loop.H[s][j];
                        dh[j] += r[row] * x[2].Data[row * width + j];
                    }
                }
            }

            dh.CopyTo(y[5].Data, n * width);
            if (Forward.HasCell) dc.CopyTo(y[6].Data, n * width);
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        // The recurrence step by step in primitive ops: this graph grows with the number of steps.
        var inputs = node.Inputs;
        var given = inputs.Take(inputs.Count - Arriving).ToArray();
        var outputs = RecurrenceSteps.Of(Forward, given);
        Tensor?[] arriving = [.. inputs.Skip(given.Length)];
        Tensor[] wrt = [.. given.Take(Forward.States)];
        var first = Gradients.Partial(outputs, arriving, wrt);
        var (results, seeds) = (new List<Tensor>(), new List<Tensor?>());
        for (var i = 0; i < first.Length; i++)
        {
            if (first[i] is not { } gradient || dy[i] is null) continue;
            results.Add(gradient);
            seeds.Add(dy[i]);
        }

        return Gradients.Partial(results, seeds.ToArray(), inputs);
    }

    /// <inheritdoc/>
    public override long Macs(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        3 * Forward.Macs(inputs, outputs);
}
