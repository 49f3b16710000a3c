namespace Vireo.Native;

internal sealed unsafe partial class Dnn3
{
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
}
