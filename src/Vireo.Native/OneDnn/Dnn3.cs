namespace Vireo.Native;

/// <summary>oneDNN 3.1 and later: descriptors are opaque handles, operation descriptors are gone.</summary>
internal sealed unsafe class Dnn3 : DnnDialect
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

    public override DnnStatus MakeBlocked(nint* md, long* dims, DnnType type) =>
        _mdTag(md, 4, dims, (int)type, Constants.BlockedTag);

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

    public override DnnStatus AppendSum(nint postOps, float scale, DnnType type) =>
        _appendSum(postOps, scale, 0, (int)type);

    public override DnnStatus AppendActivation(nint postOps, DnnPostOp.Activation activation)
    {
        var (alpha, beta) = Parameters(activation.Function, activation.Alpha, activation.Beta);
        return _appendActivation(postOps, Constants.Activations[(int)activation.Function], alpha, beta);
    }

    private delegate* unmanaged<
        nint*, nint, int, int, nint, nint, nint, nint, long*, long*, long*, long*, nint, DnnStatus>
        ConvolutionForward => (delegate* unmanaged<
        nint*, nint, int, int, nint, nint, nint, nint, long*, long*, long*, long*, nint, DnnStatus>)
        Export("dnnl_convolution_forward_primitive_desc_create");

    private delegate* unmanaged<
        nint*, nint, int, nint, nint, nint, long*, long*, long*, long*, nint, nint, DnnStatus>
        ConvolutionBackwardData => (delegate* unmanaged<
        nint*, nint, int, nint, nint, nint, long*, long*, long*, long*, nint, nint, DnnStatus>)
        Export("dnnl_convolution_backward_data_primitive_desc_create");

    private delegate* unmanaged<
        nint*, nint, int, nint, nint, nint, nint, long*, long*, long*, long*, nint, nint, DnnStatus>
        ConvolutionBackwardWeights => (delegate* unmanaged<
        nint*, nint, int, nint, nint, nint, nint, long*, long*, long*, long*, nint, nint, DnnStatus>)
        Export("dnnl_convolution_backward_weights_primitive_desc_create");

    public override DnnStatus Create(DnnConvolution spec, in DnnCreation how, nint* pd)
    {
        var window = spec.Window;
        var engine = Engine.Value;
        var (src, weights, dst) = (spec.Src.Value, spec.Weights.Value, spec.Dst.Value);
        var bias = spec.Bias?.Value ?? 0;
        fixed (long* s = window.Strides, d = window.Dilations, b = window.Begin, e = window.End)
        {
            return how.Pass switch
            {
                DnnPass.BackwardData => ConvolutionBackwardData(
                    pd, engine, DnnConvolution.Direct, src, weights, dst, s, d, b, e, how.Hint, how.Attributes),
                DnnPass.BackwardWeights => ConvolutionBackwardWeights(
                    pd, engine, DnnConvolution.Direct, src, weights, bias, dst, s, d, b, e, how.Hint, how.Attributes),
                _ => ConvolutionForward(
                    pd, engine, (int)how.Pass, DnnConvolution.Direct, src, weights, bias, dst, s, d, b, e,
                    how.Attributes),
            };
        }
    }


    public override DnnStatus Create(DnnPooling spec, in DnnCreation how, nint* pd)
    {
        var window = spec.Window;
        var (src, dst, kind) = (spec.Src.Value, spec.Dst.Value, (int)spec.Kind);
        fixed (long* s = window.Strides, d = window.Dilations, b = window.Begin, e = window.End, k = spec.WideKernel)
        {
            return how.Pass == DnnPass.BackwardData
                ? ((delegate* unmanaged<
                    nint*, nint, int, nint, nint, long*, long*, long*, long*, long*, nint, nint, DnnStatus>)
                    Export("dnnl_pooling_backward_primitive_desc_create"))(
                    pd, Engine.Value, kind, src, dst, s, k, d, b, e, how.Hint, how.Attributes)
                : ((delegate* unmanaged<
                    nint*, nint, int, int, nint, nint, long*, long*, long*, long*, long*, nint, DnnStatus>)
                    Export("dnnl_pooling_forward_primitive_desc_create"))(
                    pd, Engine.Value, (int)how.Pass, kind, src, dst, s, k, d, b, e, how.Attributes);
        }
    }

    public override DnnStatus Create(DnnBatchNorm spec, in DnnCreation how, nint* pd)
    {
        var (data, flags) = (spec.Data.Value, spec.Flags(Constants));
        return how.Pass == DnnPass.Backward
            ? ((delegate* unmanaged<nint*, nint, int, nint, nint, nint, float, uint, nint, nint, DnnStatus>)
                Export("dnnl_batch_normalization_backward_primitive_desc_create"))(
                pd, Engine.Value, (int)how.Pass, data, data, data, spec.Epsilon, flags, how.Hint, how.Attributes)
            : ((delegate* unmanaged<nint*, nint, int, nint, nint, float, uint, nint, DnnStatus>)
                Export("dnnl_batch_normalization_forward_primitive_desc_create"))(
                pd, Engine.Value, (int)how.Pass, data, data, spec.Epsilon, flags, how.Attributes);
    }

    public override DnnStatus Create(DnnInnerProduct spec, in DnnCreation how, nint* pd)
    {
        var engine = Engine.Value;
        var (src, weights, dst) = (spec.Src.Value, spec.Weights.Value, spec.Dst.Value);
        var bias = spec.Bias?.Value ?? 0;
        return how.Pass switch
        {
            DnnPass.BackwardData => ((delegate* unmanaged<nint*, nint, nint, nint, nint, nint, nint, DnnStatus>)
                Export("dnnl_inner_product_backward_data_primitive_desc_create"))(
                pd, engine, src, weights, dst, how.Hint, how.Attributes),
            DnnPass.BackwardWeights =>
                ((delegate* unmanaged<nint*, nint, nint, nint, nint, nint, nint, nint, DnnStatus>)
                Export("dnnl_inner_product_backward_weights_primitive_desc_create"))(
                pd, engine, src, weights, bias, dst, how.Hint, how.Attributes),
            _ => ((delegate* unmanaged<nint*, nint, int, nint, nint, nint, nint, nint, DnnStatus>)
                Export("dnnl_inner_product_forward_primitive_desc_create"))(
                pd, engine, (int)how.Pass, src, weights, bias, dst, how.Attributes),
        };
    }

    public override DnnStatus Create(DnnMatmul spec, in DnnCreation how, nint* pd) =>
        ((delegate* unmanaged<nint*, nint, nint, nint, nint, nint, nint, DnnStatus>)
            Export("dnnl_matmul_primitive_desc_create"))(
            pd, Engine.Value, spec.Src.Value, spec.Weights.Value, spec.Bias?.Value ?? 0, spec.Dst.Value,
            how.Attributes);

    public override DnnStatus Create(DnnEltwise spec, in DnnCreation how, nint* pd)
    {
        var (data, function) = (spec.Data.Value, Constants.Activations[(int)spec.Function]);
        var (alpha, beta) = Parameters(spec.Function, spec.Alpha, spec.Beta);
        return how.Pass == DnnPass.BackwardData
            ? ((delegate* unmanaged<nint*, nint, int, nint, nint, nint, float, float, nint, nint, DnnStatus>)
                Export("dnnl_eltwise_backward_primitive_desc_create"))(
                pd, Engine.Value, function, data, data, data, alpha, beta, how.Hint, how.Attributes)
            : ((delegate* unmanaged<nint*, nint, int, int, nint, nint, float, float, nint, DnnStatus>)
                Export("dnnl_eltwise_forward_primitive_desc_create"))(
                pd, Engine.Value, (int)how.Pass, function, data, data, alpha, beta, how.Attributes);
    }

    public override DnnStatus Create(DnnBinary spec, in DnnCreation how, nint* pd) =>
        ((delegate* unmanaged<nint*, nint, int, nint, nint, nint, nint, DnnStatus>)
            Export("dnnl_binary_primitive_desc_create"))(
            pd, Engine.Value, (int)spec.Kind, spec.Left.Value, spec.Right.Value, spec.Dst.Value, how.Attributes);

    public override DnnStatus Create(DnnSoftmax spec, in DnnCreation how, nint* pd)
    {
        var data = spec.Data.Value;
        return how.Pass == DnnPass.BackwardData
            ? ((delegate* unmanaged<nint*, nint, int, nint, nint, nint, int, nint, nint, DnnStatus>)
                Export("dnnl_softmax_backward_primitive_desc_create"))(
                pd, Engine.Value, spec.Algorithm, data, data, data, spec.Axis, how.Hint, how.Attributes)
            : ((delegate* unmanaged<nint*, nint, int, int, nint, nint, int, nint, DnnStatus>)
                Export("dnnl_softmax_forward_primitive_desc_create"))(
                pd, Engine.Value, (int)how.Pass, spec.Algorithm, data, data, spec.Axis, how.Attributes);
    }

    public override DnnStatus Create(DnnReduction spec, in DnnCreation how, nint* pd) =>
        ((delegate* unmanaged<nint*, nint, int, nint, nint, float, float, nint, DnnStatus>)
            Export("dnnl_reduction_primitive_desc_create"))(
            pd, Engine.Value, (int)spec.Kind, spec.Src.Value, spec.Dst.Value, 0, 0, how.Attributes);

    /// <summary>3.x gave parameters to functions that had none; here they get the numbers 2.x had built in.</summary>
    private static (float Alpha, float Beta) Parameters(DnnActivation function, float alpha, float beta) =>
        function switch
        {
            DnnActivation.HardSwish => (1f / 6, 0.5f),
            DnnActivation.SoftRelu => (1, 0),
            _ => (alpha, beta),
        };
}
