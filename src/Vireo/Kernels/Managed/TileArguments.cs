namespace Vireo.Kernels.Managed;

/// <summary>What a micro-kernel works on: <c>Result[r, :] = Addend[r, :] + Σ_k Left[r, k] · Right[k, :]</c>.</summary>
internal ref struct TileArguments<T>
    where T : unmanaged
{
    /// <summary>First element of the packed left panel.</summary>
    public ref T Left;

    /// <summary>First element of the right factor.</summary>
    public ref T Right;

    /// <summary>Elements between rows of the right factor.</summary>
    public nint RightStep;

    /// <summary>Terms of the sum.</summary>
    public int Depth;

    /// <summary>First column of the result.</summary>
    public ref T Result;

    /// <summary>Element offset of each row of the result.</summary>
    public ref int ResultRows;

    /// <summary>First column of what is added: a bias, zeros or the result itself.</summary>
    public ref T Addend;

    /// <summary>Element offset of each row of the addend.</summary>
    public ref int AddendRows;
}
