namespace Vireo.Native;

/// <content>Every operation but convolution: one call each.</content>
internal sealed unsafe partial class Dnn3
{
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
}
