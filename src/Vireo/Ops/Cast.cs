using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>The same numbers in another type: rounded to the nearest float, cut toward zero for integers, compared with
/// zero for truth values.</summary>
public sealed record Cast : ElementwiseOp
{
    /// <summary>The type to convert to.</summary>
    public required DType To { get; init; }

    /// <inheritdoc/>
    public override double Apply(double a, double b, double c) => To switch
    {
        DType.F64 => a,
        DType.F32 => (float)a,
        DType.BF16 => BFloat.ToSingle(BFloat.FromSingle((float)a)),
        DType.Bool => a != 0 ? 1 : 0,
        _ => Math.Truncate(a),
    };

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [new(inputs[0].Shape, To)];

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [To.IsFloat && node.Inputs[0].DType.IsFloat ? dy[0]?.Cast(node.Inputs[0].DType) : null];

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Cast(x[0], To)];
}

/// <summary>The fluent form of <see cref="Ops.Cast"/>.</summary>
public static class CastOp
{
    extension(Tensor x)
    {
        /// <summary>The same numbers as <paramref name="type"/>; itself when that is its type.</summary>
        public Tensor Cast(DType type) => x.DType == type ? x : Tensor.Of(new Cast { To = type }, x);
    }
}
