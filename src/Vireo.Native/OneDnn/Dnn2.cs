using System.Runtime.InteropServices;

namespace Vireo.Native;

/// <summary>oneDNN 2.6: descriptors are structures by value, primitives are described by operation
/// descriptors.</summary>
/// <remarks>A memory descriptor is 696 bytes, the largest operation descriptor 5,976; the latter are given 8
/// KiB.</remarks>
internal sealed unsafe class Dnn2 : DnnDialect
{
    private const int MemoryDescBytes = 696;
    private const int OperationDescBytes = 8192;
    private const int MaxRank = 12;
    private const int AnyTag = 1;            // dnnl_format_tag_any
    private const int AnyFormat = 1;         // dnnl_format_kind_any
    private const int FormatKindOffset = 8 + MaxRank * 8 + 8 + MaxRank * 8 + MaxRank * 8 + 8;

    private readonly delegate* unmanaged<nint, int, long*, int, long*, DnnStatus> _mdStrides;
    private readonly delegate* unmanaged<nint, int, long*, int, int, DnnStatus> _mdTag;
    private readonly delegate* unmanaged<nint, float, int, DnnStatus> _appendSum;
    private readonly delegate* unmanaged<nint, float, int, float, float, DnnStatus> _appendActivation;
    private readonly delegate* unmanaged<nint, long, int, float*, DnnStatus> _outputScales;
    private readonly delegate* unmanaged<nint*, void*, nint, nint, nint, DnnStatus> _pdCreate;

    public Dnn2(nint library)
        : base(library, DnnConstants.V2)
    {
        _mdStrides = (delegate* unmanaged<nint, int, long*, int, long*, DnnStatus>)
            Export("dnnl_memory_desc_init_by_strides");
        _mdTag = (delegate* unmanaged<nint, int, long*, int, int, DnnStatus>)Export("dnnl_memory_desc_init_by_tag");
        _appendSum = (delegate* unmanaged<nint, float, int, DnnStatus>)Export("dnnl_post_ops_append_sum_v2");
        _appendActivation = (delegate* unmanaged<nint, float, int, float, float, DnnStatus>)
            Export("dnnl_post_ops_append_eltwise");
        _outputScales = (delegate* unmanaged<nint, long, int, float*, DnnStatus>)
            Export("dnnl_primitive_attr_set_output_scales");
        _pdCreate = (delegate* unmanaged<nint*, void*, nint, nint, nint, DnnStatus>)
            Export("dnnl_primitive_desc_create");
    }

    public override bool BackwardNormCountsShift => true;

    public override bool HasOutputScales => true;

    public override DnnStatus SetOutputScales(nint attributes, ReadOnlySpan<float> scales)
    {
        const int secondAxis = 1 << 1;
        // One number for all has no axis.
        fixed (float* values = scales)
            return _outputScales(attributes, scales.Length, scales.Length > 1 ? secondAxis : 0, values);
    }

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

    public override DnnStatus MakeBlocked(nint* md, long* dims, DnnType type)
    {
        *md = (nint)NativeMemory.AllocZeroed(MemoryDescBytes);
        return FreeOnFailure(md, _mdTag(*md, 4, dims, (int)type, Constants.BlockedTag));
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

    public override DnnStatus AppendSum(nint postOps, float scale, DnnType type) =>
        _appendSum(postOps, scale, (int)type);

    public override DnnStatus AppendActivation(nint postOps, DnnPostOp.Activation activation) => _appendActivation(
        postOps, 1, Constants.Activations[(int)activation.Function], activation.Alpha, activation.Beta);

    private delegate* unmanaged<
        void*, int, int, nint, nint, nint, nint, long*, long*, long*, long*, DnnStatus> ConvolutionForward =>
        (delegate* unmanaged<void*, int, int, nint, nint, nint, nint, long*, long*, long*, long*, DnnStatus>)
        Export("dnnl_dilated_convolution_forward_desc_init");

    private delegate* unmanaged<
        void*, int, nint, nint, nint, long*, long*, long*, long*, DnnStatus> ConvolutionBackwardData =>
        (delegate* unmanaged<void*, int, nint, nint, nint, long*, long*, long*, long*, DnnStatus>)
        Export("dnnl_dilated_convolution_backward_data_desc_init");

    private delegate* unmanaged<
        void*, int, nint, nint, nint, nint, long*, long*, long*, long*, DnnStatus> ConvolutionBackwardWeights =>
        (delegate* unmanaged<void*, int, nint, nint, nint, nint, long*, long*, long*, long*, DnnStatus>)
        Export("dnnl_dilated_convolution_backward_weights_desc_init");

    public override DnnStatus Create(DnnConvolution spec, in DnnCreation how, nint* pd)
    {
        var window = spec.Window;
        var operation = stackalloc byte[OperationDescBytes];
        var (src, weights, dst) = (spec.Src.Value, spec.Weights.Value, spec.Dst.Value);
        var bias = spec.Bias?.Value ?? 0;
        fixed (long* s = window.Strides, d = window.Dilations, b = window.Begin, e = window.End)
        {
            var status = how.Pass switch
            {
                DnnPass.BackwardData => ConvolutionBackwardData(
                    operation, DnnConvolution.Direct, src, weights, dst, s, d, b, e),
                DnnPass.BackwardWeights => ConvolutionBackwardWeights(
                    operation, DnnConvolution.Direct, src, weights, bias, dst, s, d, b, e),
                _ => ConvolutionForward(
                    operation, (int)how.Pass, DnnConvolution.Direct, src, weights, bias, dst, s, d, b, e),
            };
            return Finish(status, operation, how, pd);
        }
    }


    public override DnnStatus Create(DnnPooling spec, in DnnCreation how, nint* pd)
    {
        var window = spec.Window;
        var operation = stackalloc byte[OperationDescBytes];
        var (src, dst, kind) = (spec.Src.Value, spec.Dst.Value, (int)spec.Kind);
        fixed (long* s = window.Strides, d = window.Dilations, b = window.Begin, e = window.End, k = spec.WideKernel)
        {
            var dilated = window.Dilations.AsSpan().ContainsAnyExcept(0);
            var status = (how.Pass, dilated) switch
            {
                (DnnPass.BackwardData, false) =>
                    ((delegate* unmanaged<void*, int, nint, nint, long*, long*, long*, long*, DnnStatus>)
                        Export("dnnl_pooling_backward_desc_init"))(operation, kind, src, dst, s, k, b, e),
                (DnnPass.BackwardData, true) =>
                    ((delegate* unmanaged<void*, int, nint, nint, long*, long*, long*, long*, long*, DnnStatus>)
                        Export("dnnl_pooling_v2_backward_desc_init"))(operation, kind, src, dst, s, k, d, b, e),
                (_, false) =>
                    ((delegate* unmanaged<void*, int, int, nint, nint, long*, long*, long*, long*, DnnStatus>)
                        Export("dnnl_pooling_forward_desc_init"))(
                        operation, (int)how.Pass, kind, src, dst, s, k, b, e),
                (_, true) =>
                    ((delegate* unmanaged<void*, int, int, nint, nint, long*, long*, long*, long*, long*, DnnStatus>)
                        Export("dnnl_pooling_v2_forward_desc_init"))(
                        operation, (int)how.Pass, kind, src, dst, s, k, d, b, e),
            };
            return Finish(status, operation, how, pd);
        }
    }

    public override DnnStatus Create(DnnBatchNorm spec, in DnnCreation how, nint* pd)
    {
        var operation = stackalloc byte[OperationDescBytes];
        var (data, flags) = (spec.Data.Value, spec.Flags(Constants));
        var status = how.Pass == DnnPass.Backward
            ? ((delegate* unmanaged<void*, int, nint, nint, float, uint, DnnStatus>)
                Export("dnnl_batch_normalization_backward_desc_init"))(
                operation, (int)how.Pass, data, data, spec.Epsilon, flags)
            : ((delegate* unmanaged<void*, int, nint, float, uint, DnnStatus>)
                Export("dnnl_batch_normalization_forward_desc_init"))(
                operation, (int)how.Pass, data, spec.Epsilon, flags);
        return Finish(status, operation, how, pd);
    }

    public override DnnStatus Create(DnnInnerProduct spec, in DnnCreation how, nint* pd)
    {
        var operation = stackalloc byte[OperationDescBytes];
        var (src, weights, dst) = (spec.Src.Value, spec.Weights.Value, spec.Dst.Value);
        var bias = spec.Bias?.Value ?? 0;
        var status = how.Pass switch
        {
            DnnPass.BackwardData => ((delegate* unmanaged<void*, nint, nint, nint, DnnStatus>)
                Export("dnnl_inner_product_backward_data_desc_init"))(operation, src, weights, dst),
            DnnPass.BackwardWeights => ((delegate* unmanaged<void*, nint, nint, nint, nint, DnnStatus>)
                Export("dnnl_inner_product_backward_weights_desc_init"))(operation, src, weights, bias, dst),
            _ => ((delegate* unmanaged<void*, int, nint, nint, nint, nint, DnnStatus>)
                Export("dnnl_inner_product_forward_desc_init"))(
                operation, (int)how.Pass, src, weights, bias, dst),
        };
        return Finish(status, operation, how, pd);
    }

    public override DnnStatus Create(DnnMatmul spec, in DnnCreation how, nint* pd)
    {
        var operation = stackalloc byte[OperationDescBytes];
        var status = ((delegate* unmanaged<void*, nint, nint, nint, nint, DnnStatus>)Export("dnnl_matmul_desc_init"))(
            operation, spec.Src.Value, spec.Weights.Value, spec.Bias?.Value ?? 0, spec.Dst.Value);
        return Finish(status, operation, how, pd);
    }

    public override DnnStatus Create(DnnEltwise spec, in DnnCreation how, nint* pd)
    {
        var operation = stackalloc byte[OperationDescBytes];
        var (data, function) = (spec.Data.Value, Constants.Activations[(int)spec.Function]);
        var status = how.Pass == DnnPass.BackwardData
            ? ((delegate* unmanaged<void*, int, nint, nint, float, float, DnnStatus>)
                Export("dnnl_eltwise_backward_desc_init"))(operation, function, data, data, spec.Alpha, spec.Beta)
            : ((delegate* unmanaged<void*, int, int, nint, float, float, DnnStatus>)
                Export("dnnl_eltwise_forward_desc_init"))(
                operation, (int)how.Pass, function, data, spec.Alpha, spec.Beta);
        return Finish(status, operation, how, pd);
    }

    public override DnnStatus Create(DnnBinary spec, in DnnCreation how, nint* pd)
    {
        var operation = stackalloc byte[OperationDescBytes];
        var status = ((delegate* unmanaged<void*, int, nint, nint, nint, DnnStatus>)Export("dnnl_binary_desc_init"))(
            operation, (int)spec.Kind, spec.Left.Value, spec.Right.Value, spec.Dst.Value);
        return Finish(status, operation, how, pd);
    }

    public override DnnStatus Create(DnnSoftmax spec, in DnnCreation how, nint* pd)
    {
        var operation = stackalloc byte[OperationDescBytes];
        var data = spec.Data.Value;
        var status = how.Pass == DnnPass.BackwardData
            ? ((delegate* unmanaged<void*, int, nint, nint, nint, int, DnnStatus>)
                Export("dnnl_softmax_v2_backward_desc_init"))(operation, spec.Algorithm, data, data, data, spec.Axis)
            : ((delegate* unmanaged<void*, int, int, nint, nint, int, DnnStatus>)
                Export("dnnl_softmax_v2_forward_desc_init"))(
                operation, (int)how.Pass, spec.Algorithm, data, data, spec.Axis);
        return Finish(status, operation, how, pd);
    }

    public override DnnStatus Create(DnnReduction spec, in DnnCreation how, nint* pd)
    {
        var operation = stackalloc byte[OperationDescBytes];
        var status = ((delegate* unmanaged<void*, int, nint, nint, float, float, DnnStatus>)
            Export("dnnl_reduction_desc_init"))(operation, (int)spec.Kind, spec.Src.Value, spec.Dst.Value, 0, 0);
        return Finish(status, operation, how, pd);
    }

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
