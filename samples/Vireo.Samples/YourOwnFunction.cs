using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Samples;

/// <summary>A new function is one expression: gradient, kernels and ONNX form come with its parts.</summary>
public static class YourOwnFunction
{
    public static void Run(TextWriter output)
    {
        var x = Tensor.From<float>(-1, 0, 2);
        var y = x.Softsign();
        var gradient = Gradients.Of(y.Sum(), [x])[0] ?? throw new InvalidOperationException("y does not depend on x");
        output.WriteLine($"softsign: {Text(y)}");
        output.WriteLine($"gradient: {Text(gradient)}");
    }

    private static string Text(Tensor values) => string.Join(' ', values.ToArray<float>().Select(v => $"{v:f4}"));
}

/// <summary><c>y = x / (1 + |x|)</c>.</summary>
public static class SoftsignFunction
{
    extension(Tensor x)
    {
        /// <summary>Any shape in, the same shape out.</summary>
        public Tensor Softsign() => x / (1 + x.Abs());
    }
}
