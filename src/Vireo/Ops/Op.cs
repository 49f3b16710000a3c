using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>An operation: a value whose attributes are its properties. It says what comes out, how that is computed
/// (slowly and surely) and how gradients flow back. Faster kernels are offered for it elsewhere.</summary>
public abstract record Op
{
    /// <summary>The name in listings and errors.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>Shapes and types of the outputs.</summary>
    /// <exception cref="ShapeException">The inputs do not fit.</exception>
    public abstract TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs);

    /// <summary>The oracle: plain loops in double precision over row-major data, whatever the types and layouts of the
    /// real values are.</summary>
    /// <param name="x">Inputs.</param>
    /// <param name="y">Outputs, zero at the start.</param>
    public abstract void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y);

    /// <summary>Gradients of the inputs as graph, from the gradients of the outputs.</summary>
    /// <param name="node">The application whose gradient is wanted; its inputs and outputs may be used.</param>
    /// <param name="dy">Gradient of each output; null where none reaches it.</param>
    /// <returns>Gradient of each input; null where none flows.</returns>
    public abstract Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy);

    /// <summary>How the operands must lie in memory.</summary>
    public virtual LayoutRule Layouts => LayoutRule.RowMajor;

    /// <summary>With <see cref="LayoutRule.Images"/>: whether input <paramref name="index"/> is images.</summary>
    public virtual bool IsImageInput(int index) => true;

    /// <summary>With <see cref="LayoutRule.Images"/>: whether output <paramref name="index"/> is images.</summary>
    public virtual bool IsImageOutput(int index) => true;

    /// <summary>Writes the op as nodes of an ONNX graph.</summary>
    /// <param name="graph">Where the nodes go.</param>
    /// <param name="node">The application; its inputs and outputs tell shapes and types.</param>
    /// <param name="x">Names of the inputs in that graph.</param>
    /// <returns>Names of the outputs; null when the op has no ONNX form, as those that only training uses.</returns>
    public virtual string[]? Onnx(OnnxGraph graph, Node node, string[] x) => null;

    /// <summary>Checks that an operand has the axes that an attribute names.</summary>
    /// <exception cref="ShapeException">It has not.</exception>
    protected void RequireAxes(ReadOnlySpan<TensorSpec> inputs, params ReadOnlySpan<int> axes)
    {
        foreach (var axis in axes)
        {
            if (axis >= 0 && axis < inputs[0].Shape.Rank) continue;
            throw new ShapeException(Name, $"{inputs[0].Shape} has no axis {axis}.", Numbered(inputs),
                $"Its axes are 0 to {inputs[0].Shape.Rank - 1}.");
        }
    }

    /// <summary>Operands without names of their own, for errors.</summary>
    private protected static List<(string Name, TensorSpec Spec, string Axes)> Numbered(ReadOnlySpan<TensorSpec> inputs)
    {
        var operands = new List<(string Name, TensorSpec Spec, string Axes)>();
        foreach (var input in inputs) operands.Add(($"x{operands.Count}", input, ""));
        return operands;
    }

    /// <summary>Multiply-adds of one evaluation.</summary>
    public virtual long Macs(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) => 0;
}
