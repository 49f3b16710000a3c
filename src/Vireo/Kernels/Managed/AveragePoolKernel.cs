using System.Numerics;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Base of average pooling and its gradient: both make rows of one image from those of another.</summary>
/// <remarks>Input and output: channels last.</remarks>
public abstract class AveragePoolKernel<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int _lines;
    private readonly Action<int> _row;

    private protected AveragePoolKernel(Pool2dGeometry geometry, PoolGrid grid, int linesPerImage, bool isBrain) =>
        (Extents, Grid, _lines, _row) =
        (geometry, grid, geometry.N * linesPerImage, isBrain ? Row<ushort> : Row<T>);

    private protected Pool2dGeometry Extents { get; }

    private protected PoolGrid Grid { get; }

    private protected MemorySlice Input { get; private set; }

    private protected MemorySlice Output { get; private set; }

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (Input, Output) = (inputs[0], outputs[0]);
        Workers.For(_lines, _row);
        (Input, Output) = (default, default);
    }

    /// <summary>Makes one row of the output, counted through all images, from elements stored as
    /// <typeparamref name="TData"/>.</summary>
    private protected abstract void Row<TData>(int row)
        where TData : unmanaged;
}
