using System.Runtime.InteropServices;

namespace Vireo.Native;

/// <summary>What a primitive is created with besides its own description.</summary>
/// <param name="Pass">What is computed.</param>
/// <param name="Attributes">The attribute object.</param>
/// <param name="Hint">Descriptor of the forward primitive for a backward one, otherwise zero.</param>
internal readonly record struct DnnCreation(DnnPass Pass, nint Attributes, nint Hint);

/// <summary>The functions of one loaded library. Those equal in 2.x and 3.x are here; what differs is abstract, with
/// one subclass per major version.</summary>
internal abstract unsafe class DnnDialect
{
    protected DnnDialect(nint library, DnnConstants constants)
    {
        Library = library;
        Constants = constants;
        _engineCreate = (delegate* unmanaged<nint*, int, nuint, DnnStatus>)Export("dnnl_engine_create");
        _streamCreate = (delegate* unmanaged<nint*, nint, uint, DnnStatus>)Export("dnnl_stream_create");
        StreamWait = (delegate* unmanaged<nint, DnnStatus>)Export("dnnl_stream_wait");
        EngineDestroy = (delegate* unmanaged<nint, DnnStatus>)Export("dnnl_engine_destroy");
        StreamDestroy = (delegate* unmanaged<nint, DnnStatus>)Export("dnnl_stream_destroy");
        PdDestroy = (delegate* unmanaged<nint, DnnStatus>)Export("dnnl_primitive_desc_destroy");
        PrimitiveDestroy = (delegate* unmanaged<nint, DnnStatus>)Export("dnnl_primitive_destroy");
        MemoryDestroy = (delegate* unmanaged<nint, DnnStatus>)Export("dnnl_memory_destroy");
        AttributesDestroy = (delegate* unmanaged<nint, DnnStatus>)Export("dnnl_primitive_attr_destroy");
        PostOpsDestroy = (delegate* unmanaged<nint, DnnStatus>)Export("dnnl_post_ops_destroy");
        AttributesCreate = (delegate* unmanaged<nint*, DnnStatus>)Export("dnnl_primitive_attr_create");
        PostOpsCreate = (delegate* unmanaged<nint*, DnnStatus>)Export("dnnl_post_ops_create");
        SetScratchpadMode =
            (delegate* unmanaged<nint, int, DnnStatus>)Export("dnnl_primitive_attr_set_scratchpad_mode");
        SetPostOps = (delegate* unmanaged<nint, nint, DnnStatus>)Export("dnnl_primitive_attr_set_post_ops");
        AppendBinary = (delegate* unmanaged<nint, int, nint, DnnStatus>)Export("dnnl_post_ops_append_binary");
        PrimitiveCreate = (delegate* unmanaged<nint*, nint, DnnStatus>)Export("dnnl_primitive_create");
        Execute = (delegate* unmanaged<nint, nint, int, void*, DnnStatus>)Export("dnnl_primitive_execute");
        Query = (delegate* unmanaged<nint, int, int, void*, DnnStatus>)Export("dnnl_primitive_desc_query");
        QueryMd = (delegate* unmanaged<nint, int, int, nint>)Export("dnnl_primitive_desc_query_md");
        MemoryCreate = (delegate* unmanaged<nint*, nint, nint, void*, DnnStatus>)Export("dnnl_memory_create");
        MemorySet = (delegate* unmanaged<nint, void*, DnnStatus>)Export("dnnl_memory_set_data_handle");
        _mdEqual = (delegate* unmanaged<nint, nint, int>)Export("dnnl_memory_desc_equal");
        _mdSize = (delegate* unmanaged<nint, nuint>)Export("dnnl_memory_desc_get_size");
        _reorder = (delegate* unmanaged<nint*, nint, nint, nint, nint, nint, DnnStatus>)
            Export("dnnl_reorder_primitive_desc_create");
        Engine = MakeEngine();
        Stream = MakeStream();
    }

    private readonly delegate* unmanaged<nint*, int, nuint, DnnStatus> _engineCreate;
    private readonly delegate* unmanaged<nint*, nint, uint, DnnStatus> _streamCreate;
    private readonly delegate* unmanaged<nint, nint, int> _mdEqual;
    private readonly delegate* unmanaged<nint, nuint> _mdSize;
    private readonly delegate* unmanaged<nint*, nint, nint, nint, nint, nint, DnnStatus> _reorder;

    public readonly delegate* unmanaged<nint, DnnStatus> StreamWait;
    public readonly delegate* unmanaged<nint, DnnStatus> EngineDestroy;
    public readonly delegate* unmanaged<nint, DnnStatus> StreamDestroy;
    public readonly delegate* unmanaged<nint, DnnStatus> PdDestroy;
    public readonly delegate* unmanaged<nint, DnnStatus> PrimitiveDestroy;
    public readonly delegate* unmanaged<nint, DnnStatus> MemoryDestroy;
    public readonly delegate* unmanaged<nint, DnnStatus> AttributesDestroy;
    public readonly delegate* unmanaged<nint, DnnStatus> PostOpsDestroy;
    public readonly delegate* unmanaged<nint*, DnnStatus> AttributesCreate;
    public readonly delegate* unmanaged<nint*, DnnStatus> PostOpsCreate;
    public readonly delegate* unmanaged<nint, int, DnnStatus> SetScratchpadMode;
    public readonly delegate* unmanaged<nint, nint, DnnStatus> SetPostOps;
    public readonly delegate* unmanaged<nint, int, nint, DnnStatus> AppendBinary;
    public readonly delegate* unmanaged<nint*, nint, DnnStatus> PrimitiveCreate;
    public readonly delegate* unmanaged<nint, nint, int, void*, DnnStatus> Execute;
    public readonly delegate* unmanaged<nint, int, int, void*, DnnStatus> Query;
    public readonly delegate* unmanaged<nint, int, int, nint> QueryMd;
    public readonly delegate* unmanaged<nint*, nint, nint, void*, DnnStatus> MemoryCreate;
    public readonly delegate* unmanaged<nint, void*, DnnStatus> MemorySet;

    public DnnConstants Constants { get; }

    public DnnHandle Engine { get; }

    public DnnHandle Stream { get; }

    /// <summary>Whether backward batch normalisation insists on a shift, which it does not read.</summary>
    public virtual bool BackwardNormCountsShift => false;

    /// <summary>Whether <see cref="SetOutputScales"/> is there.</summary>
    public virtual bool HasOutputScales => false;

    protected nint Library { get; }

    public bool Same(nint left, nint right) => _mdEqual(left, right) != 0;

    public nuint SizeOf(nint md) => _mdSize(md);

    public abstract DnnStatus MakeStrided(nint* md, int rank, long* dims, DnnType type, long* strides);

    public abstract DnnStatus MakeAny(nint* md, int rank, long* dims, DnnType type);

    /// <summary>Four axes whose second lies in blocks of sixteen, the block innermost.</summary>
    public abstract DnnStatus MakeBlocked(nint* md, long* dims, DnnType type);

    /// <summary>A descriptor of our own from one that belongs to a primitive; zero when it describes nothing.</summary>
    public abstract nint Copy(nint md);

    public abstract void Release(nint md);

    public abstract (int[] Dims, DnnType Type, bool IsAny) Describe(nint md);

    /// <summary>Lets a result be multiplied, before post-ops, with a number per channel.</summary>
    public virtual DnnStatus SetOutputScales(nint attributes, ReadOnlySpan<float> scales) => DnnStatus.Unimplemented;

    public abstract DnnStatus AppendSum(nint postOps, float scale, DnnType type);

    public abstract DnnStatus AppendActivation(nint postOps, DnnPostOp.Activation activation);

    public abstract DnnStatus Create(DnnConvolution spec, in DnnCreation how, nint* pd);

    public abstract DnnStatus Create(DnnPooling spec, in DnnCreation how, nint* pd);

    public abstract DnnStatus Create(DnnBatchNorm spec, in DnnCreation how, nint* pd);

    public abstract DnnStatus Create(DnnInnerProduct spec, in DnnCreation how, nint* pd);

    public abstract DnnStatus Create(DnnMatmul spec, in DnnCreation how, nint* pd);

    public abstract DnnStatus Create(DnnEltwise spec, in DnnCreation how, nint* pd);

    public abstract DnnStatus Create(DnnBinary spec, in DnnCreation how, nint* pd);

    public abstract DnnStatus Create(DnnSoftmax spec, in DnnCreation how, nint* pd);

    public abstract DnnStatus Create(DnnReduction spec, in DnnCreation how, nint* pd);

    public DnnStatus Create(DnnReorder spec, in DnnCreation how, nint* pd) =>
        _reorder(pd, spec.From.Value, Engine.Value, spec.To.Value, Engine.Value, how.Attributes);

    protected nint Export(string name) => NativeLibrary.GetExport(Library, name);

    private DnnHandle MakeEngine()
    {
        const int cpu = 1; // dnnl_cpu
        nint engine;
        _engineCreate(&engine, cpu, 0).OrThrow();
        return new(engine, EngineDestroy);
    }

    private DnnHandle MakeStream()
    {
        const uint inOrder = 1; // dnnl_stream_in_order
        nint stream;
        _streamCreate(&stream, Engine.Value, inOrder).OrThrow();
        return new(stream, StreamDestroy);
    }
}
