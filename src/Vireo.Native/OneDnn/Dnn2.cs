using System.Runtime.InteropServices;

namespace Vireo.Native;

/// <summary>oneDNN 2.6: descriptors are structures by value, primitives are described by operation descriptors.</summary>
/// <remarks>A memory descriptor is 696 bytes, the largest operation descriptor 5,976; the latter are given 8 KiB.</remarks>
internal sealed unsafe partial class Dnn2 : DnnDialect
{
    private const int MemoryDescBytes = 696;
    private const int OperationDescBytes = 8192;
    private const int MaxRank = 12;
    private const int AnyTag = 1;            // dnnl_format_tag_any
    private const int AnyFormat = 1;         // dnnl_format_kind_any
    private const int FormatKindOffset = 8 + MaxRank * 8 + 8 + MaxRank * 8 + MaxRank * 8 + 8;

    private readonly delegate* unmanaged<nint, int, long*, int, long*, DnnStatus> _mdStrides;
    private readonly delegate* unmanaged<nint, int, long*, int, int, DnnStatus> _mdTag;
    private readonly delegate* unmanaged<nint, float, DnnStatus> _appendSum;
    private readonly delegate* unmanaged<nint, float, int, float, float, DnnStatus> _appendActivation;
    private readonly delegate* unmanaged<nint*, void*, nint, nint, nint, DnnStatus> _pdCreate;

    public Dnn2(nint library)
        : base(library, DnnConstants.V2)
    {
        _mdStrides = (delegate* unmanaged<nint, int, long*, int, long*, DnnStatus>)
            Export("dnnl_memory_desc_init_by_strides");
        _mdTag = (delegate* unmanaged<nint, int, long*, int, int, DnnStatus>)Export("dnnl_memory_desc_init_by_tag");
        _appendSum = (delegate* unmanaged<nint, float, DnnStatus>)Export("dnnl_post_ops_append_sum");
        _appendActivation = (delegate* unmanaged<nint, float, int, float, float, DnnStatus>)
            Export("dnnl_post_ops_append_eltwise");
        _pdCreate = (delegate* unmanaged<nint*, void*, nint, nint, nint, DnnStatus>)
            Export("dnnl_primitive_desc_create");
    }

    public override bool BackwardNormCountsShift => true;

    public override DnnStatus MakeStrided(nint* md, int rank, long* dims, DnnType type, long* strides)
    {
        *md = (nint)NativeMemory.AllocZeroed(MemoryDescBytes);
        return FreeOnFailure(md, _mdStrides(*md, rank, dims, (int)type, strides));
    }

    public override DnnStatus MakeAny(nint* md, int rank, long* dims, DnnType type)
    {
        *md = (nint)NativeMemory.AllocZeroed(MemoryDescBytes);
        return FreeOnFailure(md, _mdTag(*md, rank, dims, (int)type, AnyTag));
    }

    public override nint Copy(nint md)
    {
        if (md == 0 || *(int*)md == 0) return 0;

        var copy = NativeMemory.Alloc(MemoryDescBytes);
        NativeMemory.Copy((void*)md, copy, MemoryDescBytes);
        return (nint)copy;
    }

    public override void Release(nint md) => NativeMemory.Free((void*)md);

    public override (int[] Dims, DnnType Type, bool IsAny) Describe(nint md)
    {
        var dims = new int[*(int*)md];
        for (var i = 0; i < dims.Length; i++) dims[i] = checked((int)((long*)md)[1 + i]);
        return (dims, (DnnType)((int*)md)[2 + MaxRank * 2], *(int*)(md + FormatKindOffset) == AnyFormat);
    }

    public override DnnStatus AppendSum(nint postOps, float scale) => _appendSum(postOps, scale);

    public override DnnStatus AppendActivation(nint postOps, DnnPostOp.Activation activation) => _appendActivation(
        postOps, 1, Constants.Activations[(int)activation.Function], activation.Alpha, activation.Beta);

    private static DnnStatus FreeOnFailure(nint* md, DnnStatus status)
    {
        if (status != DnnStatus.Success)
        {
            NativeMemory.Free((void*)*md);
            *md = 0;
        }

        return status;
    }

    /// <summary>The second half of every creation: from the operation descriptor to the primitive descriptor.</summary>
    private DnnStatus Finish(DnnStatus described, void* operation, in DnnCreation how, nint* pd) =>
        described == DnnStatus.Success
            ? _pdCreate(pd, operation, how.Attributes, Engine.Value, how.Hint)
            : described;
}
