namespace Vireo.Ops;

/// <summary>One-hot rows, composed.</summary>
public static class OneHotOp
{
    extension(Tensor labels)
    {
        /// <summary>Labels <c>[…]</c> (I64) to <c>[…, classes]</c>: one at the label, else zero.</summary>
        public Tensor OneHot(int classes, DType type = DType.F32)
        {
            var column = labels.Reshape(Shape.Create([.. labels.Shape.Extents, 1]));
            return column.IsEqualTo(Tensor.Of(new Iota { Count = classes, DType = labels.DType })).Cast(type);
        }
    }
}
