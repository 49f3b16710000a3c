using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>How much each error adds to a Jaccard loss. Inputs: errors <c>[G, P]</c> and truths <c>[G, P]</c> (Bool);
/// output <c>[G, P]</c>: with the errors of a row falling (the first of equal ones leads), the increase of
/// <c>1 - (T - t) / (T + f)</c> at the place, T the truths of the row, t those and f the others up to the
/// place.</summary>
/// <remarks>The gradient of the Lovász extension: Berman, Triki, Blaschko 2018, arXiv:1705.08790. It is piecewise
/// constant, so no gradient flows. Training only: there is no ONNX form.</remarks>
public sealed record JaccardWeights : Op
{
    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var (errors, truths) = (inputs[0], inputs[1]);
        var fits = errors.Shape.Rank == 2 && errors.Shape == truths.Shape;
        if (fits && errors.DType.IsFloat && truths.DType == DType.Bool) return [errors];
        throw new ShapeException(Name, "errors and truths do not fit.",
            [("errors", errors, "G, P"), ("truths", truths, "G, P, Bool")],
            "Reshape them to rows, and cast the truths.");
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (rows, columns) = (x[0].Shape[0], x[0].Shape[1]);
        var (errors, truths) = (x[0].Data, x[1].Data);
        for (var row = 0; row < rows; row++)
        {
            var start = row * columns;
            var total = truths.AsSpan(start, columns).ToArray().Sum();
            var (hits, misses, before) = (0.0, 0.0, 0.0);
            foreach (var i in Enumerable.Range(start, columns).OrderByDescending(i => errors[i]))
            {
                if (truths[i] != 0) hits++;
                else misses++;
                var loss = 1 - (total - hits) / (total + misses);
                y[0].Data[i] = loss - before;
                before = loss;
            }
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => [null, null];
}
