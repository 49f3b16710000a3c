namespace Vireo.Native;

/// <summary>Roles of the operands of a primitive; the numbers are <c>DNNL_ARG_*</c>, equal in 2.x and 3.x (those of
/// post-ops are not and are translated).</summary>
public enum DnnArg
{
    /// <summary>Input; of a reorder, what is read.</summary>
    Src = 1,

    /// <summary>Second input of a binary primitive.</summary>
    Src1 = 2,

    /// <summary>Output; of a reorder, what is written.</summary>
    Dst = 17,

    /// <summary>Weights.</summary>
    Weights = 33,

    /// <summary>Bias.</summary>
    Bias = 41,

    /// <summary>Mean per channel, f32.</summary>
    Mean = 49,

    /// <summary>Biased variance per channel, f32.</summary>
    Variance = 50,

    /// <summary>Scale (gamma) per channel, f32.</summary>
    Scale = 51,

    /// <summary>Shift (beta) per channel, f32.</summary>
    Shift = 52,

    /// <summary>What a forward primitive keeps for its backward primitive.</summary>
    Workspace = 64,

    /// <summary>Temporary memory of one execution.</summary>
    Scratchpad = 80,

    /// <summary>Gradient of the input.</summary>
    DiffSrc = 129,

    /// <summary>Gradient of the output.</summary>
    DiffDst = 145,

    /// <summary>Gradient of the weights.</summary>
    DiffWeights = 161,

    /// <summary>Gradient of the bias.</summary>
    DiffBias = 169,

    /// <summary>Gradient of the scale.</summary>
    DiffScale = 255,

    /// <summary>Gradient of the shift.</summary>
    DiffShift = 256,

    /// <summary>Second operand of a binary operation at place 0 of the post-ops; places count every post-op.</summary>
    PostOp0 = 0x10_0000,

    /// <summary>Second operand of a binary operation at place 1 of the post-ops.</summary>
    PostOp1,

    /// <summary>Second operand of a binary operation at place 2 of the post-ops.</summary>
    PostOp2,

    /// <summary>Second operand of a binary operation at place 3 of the post-ops.</summary>
    PostOp3,
}
