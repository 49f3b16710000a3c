namespace Vireo.Native;

/// <summary>What a primitive computes; the numbers are <c>dnnl_prop_kind_t</c>, equal in 2.x and 3.x.</summary>
internal enum DnnPass
{
    ForwardTraining = 64,
    ForwardInference = 96,
    Backward = 128,
    BackwardData = 160,
    BackwardWeights = 192,
}
