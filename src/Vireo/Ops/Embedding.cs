namespace Vireo.Ops;

/// <summary>Learned vectors of whole numbers, composed.</summary>
public static class EmbeddingOp
{
    extension(Tensor table)
    {
        /// <summary>Rows of a table <c>[V, D]</c> by indices <c>[…]</c> (I32 or I64): <c>[…, D]</c>.</summary>
        /// <param name="index">Which rows, from 0 to V - 1.</param>
        /// <param name="padding">An index whose row gets no gradient; below zero it counts from the end.</param>
        /// <param name="meanGradient">Whether a row's gradient is divided by how often it was taken.</param>
        /// <remarks>Computing it throws <see cref="BadDataException"/> when an index leaves the table.</remarks>
        /// <exception cref="ShapeException">The table is no matrix, or the padding is none of its rows.</exception>
        public Tensor Embedding(Tensor index, int? padding = null, bool meanGradient = false)
        {
            ArgumentNullException.ThrowIfNull(index);
            var rows = table.Shape.Rank == 2 ? table.Shape[0] : -1;
            if (padding < 0) padding += rows;
            if (rows < 0 || padding < 0 || padding >= rows)
            {
                throw new ShapeException("embedding", rows < 0 ? "the table is no matrix." : "there is no padding row.",
                    [("table", table.Spec, "V, D"), ("index", index.Spec, "…")],
                    "Pass a table of V rows, and a padding index of 0 to V - 1.");
            }

            var flat = index.Reshape([checked((int)index.Shape.Count)]);
            var taken = Tensor.Of(new IndexSelect { Axis = 0, Padding = padding }, table, flat);
            if (meanGradient)
            {
                // The value is as it was; only what flows back is divided.
                var ones = Tensor.Full(1, flat.Shape, table.DType);
                var counts = Tensor.Of(new IndexAdd { Axis = 0, Extent = rows }, ones, flat).IndexSelect(0, flat);
                var share = taken / counts.Reshape([flat.Shape[0], 1]);
                taken = share + (taken - share).Detach();
            }

            return taken.Reshape([.. index.Shape.Extents, table.Shape[1]]);
        }
    }
}
