namespace Vireo.Native;

internal sealed unsafe partial class Dnn2
{
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
}
