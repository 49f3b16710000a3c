using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.Samples;

/// <summary>A new function is one expression; a new primitive op says its shapes, its loop and its gradient.</summary>
public static class YourOwnOp
{
    public static void Run(TextWriter output)
    {
        var x = Tensor.From<float>(-1, 0, 2);
        output.WriteLine($"mish: {string.Join(' ', x.Mish().ToArray<float>().Select(v => $"{v:f4}"))}");

        // Shapes, kernels and gradient against central differences; throws when something does not hold.
        Check.Conforms(new(new Softsign(), new OpInput([3, 4])));
        output.WriteLine($"softsign: {string.Join(' ', Tensor.Of(new Softsign(), x).ToArray<float>().Select(v => $"{v:f4}"))}");
    }
}

/// <summary><c>y = x · tanh(ln(1 + eˣ))</c>, composed: gradient and speed come with its parts.</summary>
public static class MishOp
{
    extension(Tensor x)
    {
        /// <summary>Misra 2019, arXiv:1908.08681.</summary>
        public Tensor Mish() => x * (x.Exp() + 1).Log().Tanh();
    }
}

/// <summary><c>y = x / (1 + |x|)</c> as an op of its own.</summary>
public sealed record Softsign : UnaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double x) => x / (1 + Math.Abs(x));

    /// <inheritdoc/>
    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy / (1 + x.Abs()).Power(2);
}
