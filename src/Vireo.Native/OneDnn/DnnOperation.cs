namespace Vireo.Native;

/// <summary>The description of one computation, from which primitives are made. The subclasses are the primitives of
/// oneDNN.</summary>
public abstract unsafe record DnnOperation
{
    private protected DnnOperation()
    {
    }

    /// <summary>What is done to the output of the forward pass before it is written. Not every operation takes
    /// some.</summary>
    public DnnPostOp[] PostOps { get; init; } = [];

    /// <summary>A number for each channel of the result, with which that, bias included, is multiplied before post-ops;
    /// empty for nothing. For convolutions of bytes, where <see cref="OneDnn.HasOutputScales"/>.</summary>
    public float[] OutputScales { get; init; } = [];

    /// <summary>Hands itself to the library's dialect.</summary>
    internal abstract DnnStatus Describe(DnnDialect dialect, in DnnCreation how, nint* pd);

    /// <summary>The forward pass that a backward one belongs to, where that is described by the gradients'
    /// types.</summary>
    internal virtual DnnOperation Hint => this;

    /// <summary>The same with every layout the forward primitive chose filled in.</summary>
    internal virtual DnnOperation Settle(DnnHandle forward) => this;

    private protected DnnPrimitive? TryForward(DnnPass pass)
    {
        var pd = TryDescribe(pass, PostOps, hint: null);
        return pd is null ? null : new DnnPrimitive(pd);
    }

    private protected DnnPrimitive? TryBackward(DnnPass pass, DnnPrimitive? forward)
    {
        using var own = forward is null ? Hint.TryDescribe(DnnPass.ForwardTraining, [], hint: null) : null;
        var hint = forward?.Description ?? own;
        if (hint is null) return null;

        var pd = Settle(hint).TryDescribe(pass, [], hint);
        GC.KeepAlive(forward);
        return pd is null ? null : new DnnPrimitive(pd);
    }

    private DnnHandle? TryDescribe(DnnPass pass, DnnPostOp[] postOps, DnnHandle? hint)
    {
        var runtime = OneDnn.Runtime;
        runtime.EnterThread(OneDnn.Threads);
        using var attributes = DnnAttributes.Create(runtime.Dialect, postOps, OutputScales);
        nint pd = 0;
        var status = Describe(runtime.Dialect, new(pass, attributes.Value, hint?.Value ?? 0), &pd);
        GC.KeepAlive(this);
        GC.KeepAlive(postOps);
        if (status == DnnStatus.Unimplemented) return null;
        if (status != DnnStatus.Success) throw new NativeException($"oneDNN {status} for {pass} of {this}");
        return new(pd, runtime.Dialect.PdDestroy);
    }
}
