namespace Vireo.Native;

/// <summary>oneDNN 3.1 and later: descriptors are opaque handles, operation descriptors are gone.</summary>
internal sealed unsafe partial class Dnn3 : DnnDialect
{
    private const int QueryRank = 256; // dnnl_query_ndims_s32
    private const int QueryDims = 257;
    private const int QueryType = 258;
    private const int QueryFormatKind = 262;
    private const int AnyTag = 1;      // dnnl_format_tag_any
    private const int AnyFormat = 1;   // dnnl_format_kind_any

    private readonly delegate* unmanaged<nint*, int, long*, int, long*, DnnStatus> _mdStrides;
    private readonly delegate* unmanaged<nint*, int, long*, int, int, DnnStatus> _mdTag;
    private readonly delegate* unmanaged<nint*, nint, DnnStatus> _mdClone;
    private readonly delegate* unmanaged<nint, DnnStatus> _mdDestroy;
    private readonly delegate* unmanaged<nint, int, void*, DnnStatus> _mdQuery;
    private readonly delegate* unmanaged<nint, float, int, int, DnnStatus> _appendSum;
    private readonly delegate* unmanaged<nint, int, float, float, DnnStatus> _appendActivation;

    public Dnn3(nint library)
        : base(library, DnnConstants.V3)
    {
        _mdStrides = (delegate* unmanaged<nint*, int, long*, int, long*, DnnStatus>)
            Export("dnnl_memory_desc_create_with_strides");
        _mdTag = (delegate* unmanaged<nint*, int, long*, int, int, DnnStatus>)
            Export("dnnl_memory_desc_create_with_tag");
        _mdClone = (delegate* unmanaged<nint*, nint, DnnStatus>)Export("dnnl_memory_desc_clone");
        _mdDestroy = (delegate* unmanaged<nint, DnnStatus>)Export("dnnl_memory_desc_destroy");
        _mdQuery = (delegate* unmanaged<nint, int, void*, DnnStatus>)Export("dnnl_memory_desc_query");
        _appendSum = (delegate* unmanaged<nint, float, int, int, DnnStatus>)Export("dnnl_post_ops_append_sum");
        _appendActivation = (delegate* unmanaged<nint, int, float, float, DnnStatus>)
            Export("dnnl_post_ops_append_eltwise");
    }

    public override DnnStatus MakeStrided(nint* md, int rank, long* dims, DnnType type, long* strides) =>
        _mdStrides(md, rank, dims, (int)type, strides);

    public override DnnStatus MakeAny(nint* md, int rank, long* dims, DnnType type) =>
        _mdTag(md, rank, dims, (int)type, AnyTag);

    public override nint Copy(nint md)
    {
        if (md == 0) return 0;

        int rank;
        _mdQuery(md, QueryRank, &rank).OrThrow();
        if (rank == 0) return 0;

        nint copy;
        _mdClone(&copy, md).OrThrow();
        return copy;
    }

    public override void Release(nint md) => _ = _mdDestroy(md);

    public override (int[] Dims, DnnType Type, bool IsAny) Describe(nint md)
    {
        int rank, type, kind;
        long* extents;
        _mdQuery(md, QueryRank, &rank).OrThrow();
        _mdQuery(md, QueryDims, &extents).OrThrow();
        _mdQuery(md, QueryType, &type).OrThrow();
        _mdQuery(md, QueryFormatKind, &kind).OrThrow();
        var dims = new int[rank];
        for (var i = 0; i < rank; i++) dims[i] = checked((int)extents[i]);
        return (dims, (DnnType)type, kind == AnyFormat);
    }

    public override DnnStatus AppendSum(nint postOps, float scale) =>
        _appendSum(postOps, scale, 0, (int)DnnType.Undefined);

    public override DnnStatus AppendActivation(nint postOps, DnnPostOp.Activation activation)
    {
        var (alpha, beta) = Parameters(activation.Function, activation.Alpha, activation.Beta);
        return _appendActivation(postOps, Constants.Activations[(int)activation.Function], alpha, beta);
    }

    /// <summary>3.x gave parameters to functions that had none; here they get the numbers 2.x had built in.</summary>
    private static (float Alpha, float Beta) Parameters(DnnActivation function, float alpha, float beta) =>
        function switch
        {
            DnnActivation.HardSwish => (1f / 6, 0.5f),
            DnnActivation.SoftRelu => (1, 0),
            _ => (alpha, beta),
        };
}
