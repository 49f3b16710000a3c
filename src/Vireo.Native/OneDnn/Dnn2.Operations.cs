namespace Vireo.Native;

/// <content>Every operation but convolution: fill an operation descriptor, then finish.</content>
internal sealed unsafe partial class Dnn2
{
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
}
