namespace Vireo.Ops;

/// <summary>What padding is filled with.</summary>
public enum PadMode
{
    /// <summary>A number.</summary>
    Constant,

    /// <summary>The picture mirrored at the centre of its border pixels: <c>c b | a b c | b a</c>.</summary>
    Reflect,

    /// <summary>The border pixel: <c>a a | a b c | c c</c>.</summary>
    Replicate,

    /// <summary>The opposite side: <c>b c | a b c | a b</c>.</summary>
    Circular,
}
