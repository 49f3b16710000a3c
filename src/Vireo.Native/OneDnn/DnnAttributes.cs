namespace Vireo.Native;

/// <summary>Makes attribute objects: scratchpad memory from outside, scales, and post-ops.</summary>
internal static unsafe class DnnAttributes
{
    public static DnnHandle Create(DnnDialect dialect, DnnPostOp[] postOps, ReadOnlySpan<float> scales)
    {
        const int user = 1; // dnnl_scratchpad_mode_user
        nint made;
        dialect.AttributesCreate(&made).OrThrow();
        var attributes = new DnnHandle(made, dialect.AttributesDestroy);
        dialect.SetScratchpadMode(made, user).OrThrow();
        if (scales.Length > 0) dialect.SetOutputScales(made, scales).OrThrow("scales of the result");
        if (postOps.Length > 0) Append(dialect, made, postOps);
        return attributes;
    }

    private static void Append(DnnDialect dialect, nint attributes, DnnPostOp[] postOps)
    {
        nint made;
        dialect.PostOpsCreate(&made).OrThrow();
        using var chain = new DnnHandle(made, dialect.PostOpsDestroy);
        foreach (var postOp in postOps)
        {
            var status = postOp switch
            {
                DnnPostOp.Sum sum => dialect.AppendSum(made, sum.Scale, sum.Type),
                DnnPostOp.Activation activation => dialect.AppendActivation(made, activation),
                DnnPostOp.Binary binary => dialect.AppendBinary(made, (int)binary.Kind, binary.Operand.Value),
                _ => DnnStatus.InvalidArguments,
            };
            status.OrThrow($"the post-op {postOp}");
        }

        dialect.SetPostOps(attributes, made).OrThrow();
    }
}
