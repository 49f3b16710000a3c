using System.Numerics;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Matrix product <c>C[M, N] (+)= op(A)[M, K] · op(B)[K, N] (+ bias[N])</c>.</summary>
/// <remarks>Inputs A, B and, with a bias, bias; output C. Blocking after Goto and van de Geijn 2008, "Anatomy of
/// high-performance matrix multiplication".</remarks>
public sealed class Gemm<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly MatrixProduct<T> _product;
    private readonly ProductSet<T> _set;
    private readonly bool _hasBias;

    /// <summary>Fixes the extents.</summary>
    public Gemm(GemmGeometry geometry, bool hasBias = false)
    {
        _product = new(geometry);
        _set = new([_product]);
        _hasBias = hasBias;
    }

    /// <summary>Scratch bytes of a product of these extents.</summary>
    public static long ScratchFor(GemmGeometry geometry) => new Gemm<T>(geometry).ScratchBytes;

    /// <inheritdoc/>
    public override string Name => "managed gemm";

    /// <inheritdoc/>
    public override long ScratchBytes => _set.ScratchBytes;

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        _product.Bind(inputs[0], inputs[1], outputs[0], _hasBias ? inputs[2] : null);
        _set.Run(scratch);
    }
}
