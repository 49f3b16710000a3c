namespace Vireo.Ops;

/// <summary>The step of a recurrent layer; <c>a = W_ih·x + b_ih</c>, <c>r = W_hh·h + b_hh</c>, one block of H rows for
/// each gate in PyTorch's order.</summary>
public enum RecurrentCell
{
    /// <summary><c>h' = tanh(a + r)</c>.</summary>
    Tanh,

    /// <summary><c>h' = max(a + r, 0)</c>.</summary>
    Relu,

    /// <summary>Gates i, f, g, o: <c>c' = σ(f)·c + σ(i)·tanh(g)</c>, <c>h' = σ(o)·tanh(c')</c>, each gate
    /// <c>a + r</c>.</summary>
    /// <remarks>Hochreiter, Schmidhuber 1997; Gers et al. 2000 (forget gate).</remarks>
    Lstm,

    /// <summary>Gates r, z, n: <c>n = tanh(a_n + σ(r)·r_n)</c>, <c>h' = (1 - σ(z))·n + σ(z)·h</c>.</summary>
    /// <remarks>Cho et al. 2014, arXiv:1406.1078.</remarks>
    Gru,
}
