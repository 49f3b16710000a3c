using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Samples;

/// <summary>Tensors are recipes until numbers are asked for; gradients are recipes too.</summary>
public static class TensorsAndGradients
{
    public static void Run(TextWriter output)
    {
        var x = Tensor.From<float>([1, 2, 3, 4], [2, 2]);
        var y = (x * x).Sum();                        // nothing is computed yet
        output.WriteLine($"sum of squares: {y.ToScalar()}");

        var slope = Gradients.Of(y, x)[0];            // 2 x
        output.WriteLine($"gradient: {string.Join(' ', slope.ToArray<float>())}");

        var curvature = Gradients.Of(slope.Sum(), x)[0]; // gradients of gradients
        output.WriteLine($"second derivative: {string.Join(' ', curvature.ToArray<float>())}");

        var image = Tensor.Full(1, [1, 3, 8, 8]);
        var edges = image.Conv2d(Tensor.Full(0.5, [2, 3, 3, 3]), window: new(stride: 2, padding: 1)).Relu();
        output.WriteLine($"convolved: {edges.Spec}, greatest {edges.ToDoubles().Max()}");
    }
}
