using System.Numerics;
using System.Runtime.CompilerServices;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Products that run side by side: the groups of a convolution, the matrices of a batch. All of their parts
/// are handed to the workers at once.</summary>
internal sealed class ProductSet<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly RowProduct<T>[] _products;
    private readonly int[] _firstPanel;
    private readonly int[] _firstPart;
    private readonly long[] _packedAt;
    private readonly Action<int> _pack;
    private readonly Action<int> _multiply;
    private MemorySlice _scratch;

    public ProductSet(RowProduct<T>[] products)
    {
        _products = products;
        _firstPanel = new int[products.Length + 1];
        _firstPart = new int[products.Length + 1];
        _packedAt = new long[products.Length + 1];
        for (var i = 0; i < products.Length; i++)
        {
            _firstPanel[i + 1] = _firstPanel[i] + products[i].PanelCount;
            _firstPart[i + 1] = _firstPart[i] + products[i].PartCount;
            _packedAt[i + 1] = _packedAt[i] + Blocking.Lines(products[i].PackedLength * Unsafe.SizeOf<T>());
        }

        _pack = Pack;
        _multiply = Multiply;
    }

    /// <summary>Room for the packed right factors.</summary>
    public long ScratchBytes => _packedAt[^1];

    /// <summary>Packs, then multiplies.</summary>
    public void Run(MemorySlice scratch)
    {
        _scratch = scratch;
        Workers.For(_firstPanel[^1], _pack);
        Workers.For(_firstPart[^1], _multiply);
        _scratch = default;
    }

    private void Pack(int index)
    {
        var i = Find(_firstPanel, index);
        _products[i].PackPanel(index - _firstPanel[i], Packed(i));
    }

    private void Multiply(int index)
    {
        var i = Find(_firstPart, index);
        _products[i].Multiply(index - _firstPart[i], Packed(i));
    }

    /// <summary>Sums without terms have nothing packed, and then there may be no memory at all.</summary>
    private Span<T> Packed(int i) => _packedAt[i + 1] == _packedAt[i]
        ? default
        : _scratch.Slice(_packedAt[i], _packedAt[i + 1] - _packedAt[i]).Span<T>();

    /// <summary>The product whose range of parts holds the index.</summary>
    private static int Find(int[] firsts, int index)
    {
        var at = Array.BinarySearch(firsts, index);
        if (at < 0) return ~at - 1;
        while (firsts[at + 1] == index) at++;
        return at;
    }
}
