namespace Vireo.Native;

/// <summary>The numbers of the C headers that differ between major versions: one table each, chosen by
/// <c>dnnl_version()</c>. A number of the wrong table is not refused by the library but means something else.</summary>
internal sealed record DnnConstants
{
    /// <summary>2.6.</summary>
    public static DnnConstants V2 { get; } = new()
    {
        UseScale = 8,
        UseShift = 16,
        FuseRelu = 4,
        PostOpStride = 0x4000,
        BlockedTag = 69,
        Activations =
        [
            0x1f, 0x2f, 0x3f, 0x4f, 0x5f, 0x6f, 0x7f, 0x9f, 0xaf, 0xbf,
            0xcf, 0xdf, 0xef, 0xff, 0x10, 0x20, 0x30, 0x40, 0x60, 0x70,
        ],
    };

    /// <summary>3.1 and later.</summary>
    public static DnnConstants V3 { get; } = new()
    {
        UseScale = 2,
        UseShift = 4,
        FuseRelu = 8,
        PostOpStride = 0x8000,
        BlockedTag = 78,
        Activations =
        [
            0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x29, 0x2a,
            0x2b, 0x2c, 0x2d, 0x2e, 0x2f, 0x30, 0x31, 0x32, 0x33, 0x34,
        ],
    };

    /// <summary><c>dnnl_use_scale</c>.</summary>
    public required uint UseScale { get; init; }

    /// <summary><c>dnnl_use_shift</c>.</summary>
    public required uint UseShift { get; init; }

    /// <summary><c>dnnl_fuse_norm_relu</c>.</summary>
    public required uint FuseRelu { get; init; }

    /// <summary><c>DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE</c>.</summary>
    public required int PostOpStride { get; init; }

    /// <summary><c>dnnl_aBcd16b</c>.</summary>
    public required int BlockedTag { get; init; }

    /// <summary><c>dnnl_eltwise_*</c> in the order of <see cref="DnnActivation"/>.</summary>
    public required int[] Activations { get; init; }

    /// <summary><c>dnnl_use_global_stats</c>, equal everywhere.</summary>
    public const uint UseGlobalStatistics = 1;

    /// <summary>The number of a role: those of post-ops are (place + 1)·stride | SRC_1.</summary>
    public int Arg(DnnArg arg) =>
        arg >= DnnArg.PostOp0 ? ((arg - DnnArg.PostOp0 + 1) * PostOpStride) | (int)DnnArg.Src1 : (int)arg;
}
