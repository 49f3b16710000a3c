namespace Vireo.Ops;

/// <summary>An op that computes each output element from the elements at the same place of its inputs, with
/// broadcasting. Chains of such ops are run tile by tile without storing what lies between.</summary>
public abstract record ElementwiseOp : Op
{
    /// <inheritdoc/>
    public sealed override LayoutRule Layouts => LayoutRule.Follow;

    /// <summary>One output element; operands that the op does not have are zero.</summary>
    public abstract double Apply(double a, double b, double c);

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var output = y[0];
        var a = new BroadcastCursor(x[0].Shape, output.Shape);
        var b = new BroadcastCursor(x.Length > 1 ? x[1].Shape : x[0].Shape, output.Shape);
        var c = new BroadcastCursor(x.Length > 2 ? x[2].Shape : x[0].Shape, output.Shape);
        for (var i = 0; i < output.Data.Length; i++)
        {
            output.Data[i] = Apply(
                x[0].Data[a.At(i)],
                x.Length > 1 ? x[1].Data[b.At(i)] : 0,
                x.Length > 2 ? x[2].Data[c.At(i)] : 0);
        }
    }

    /// <summary>The common shape of operands, which must have one type.</summary>
    /// <exception cref="ShapeException">They do not fit.</exception>
    protected Shape Broadcast(TensorSpec a, TensorSpec b, bool sameType = true)
    {
        var shape = Shape.Broadcast(a.Shape, b.Shape);
        if (shape is null)
        {
            throw new ShapeException(
                Name, $"{a.Shape} and {b.Shape} do not broadcast.", [("a", a, ""), ("b", b, "")],
                "Extents, aligned at the last axis, must be equal or one.");
        }

        if (sameType && a.DType != b.DType)
        {
            throw new ShapeException(
                Name, $"{a.DType} and {b.DType} do not mix.", [("a", a, ""), ("b", b, "")],
                $"Cast one of them: a.Cast(DType.{b.DType}).");
        }

        return shape.Value;
    }
}

/// <summary>Finds the element of a broadcast operand that belongs to an output element.</summary>
internal readonly struct BroadcastCursor
{
    private readonly long[] _strides;
    private readonly Shape _output;

    public BroadcastCursor(Shape operand, Shape output)
    {
        _output = output;
        var own = operand.RowMajorStrides();
        _strides = new long[output.Rank];
        for (var i = 1; i <= operand.Rank; i++)
        {
            _strides[^i] = operand[^i] == 1 ? 0 : own[^i];
        }
    }

    public long At(long flat)
    {
        var offset = 0L;
        for (var axis = _output.Rank - 1; axis >= 0; axis--)
        {
            offset += flat % _output[axis] * _strides[axis];
            flat /= _output[axis];
        }

        return offset;
    }
}
