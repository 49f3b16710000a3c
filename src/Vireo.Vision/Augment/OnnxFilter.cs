using Vireo.Ops.Onnx;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>The curves of <see cref="ResizeFilter"/> as ONNX nodes in double precision, operation by operation in its
/// order.</summary>
internal sealed class OnnxFilter(OnnxGraph graph)
{
    /// <summary>Whether nodes say the antialiased filter.</summary>
    public static bool Has(Interpolation interpolation) => interpolation is Interpolation.Bilinear
        or Interpolation.Bicubic or Interpolation.Lanczos or Interpolation.Box or Interpolation.Hamming;

    /// <summary>Whether some weights are negative.</summary>
    public static bool DipsBelowZero(Interpolation interpolation) =>
        interpolation is Interpolation.Bicubic or Interpolation.Lanczos;

    /// <summary>Values of the curve.</summary>
    /// <param name="x">Name of the distances, F64, in stretched source pixels.</param>
    /// <param name="interpolation">One that <see cref="Has"/> says.</param>
    public string Append(string x, Interpolation interpolation) => interpolation switch
    {
        Interpolation.Bicubic => Cubic(graph.Add("Abs", x)),
        Interpolation.Lanczos => Times(Times(Sinc(x), Sinc(graph.Add("Div", [x, Number(3)]))), Below(x, 3)),
        Interpolation.Hamming => Times(Times(Sinc(x), Window(x)), Below(x, 1)),
        Interpolation.Box => Minus(Flag("Greater", x, -0.5), Flag("Greater", x, 0.5)),
        _ => graph.Add("Max", [Minus(Number(1), graph.Add("Abs", x)), Number(0)]),
    };

    private string Cubic(string x)
    {
        const double A = -0.5;
        var first = Minus(Times(Number(A + 2), x), Number(A + 3));
        var inner = Plus(Times(Times(first, x), x), Number(1));
        var second = Plus(Times(Minus(x, Number(5)), x), Number(8));
        var outer = Minus(Times(Times(second, x), Number(A)), Number(4 * A));
        var (near, far) = (Flag("Less", x, 1), Flag("Less", x, 2));
        return Plus(Times(inner, near), Times(outer, Minus(far, near)));
    }

    private string Sinc(string x)
    {
        var angle = Times(Number(Math.PI), x);
        // One at zero, without a division by it.
        var zero = Flag("Equal", x, 0);
        return Plus(graph.Add("Div", [graph.Add("Sin", angle), Plus(angle, zero)]), zero);
    }

    // Runtimes have a sine of doubles, not all a cosine.
    private string Window(string x)
    {
        var cosine = graph.Add("Sin", Plus(Times(Number(Math.PI), x), Number(Math.PI / 2)));
        return Plus(Number(0.54), Times(Number(0.46), cosine));
    }

    private string Below(string x, double radius) => Flag("Less", graph.Add("Abs", x), radius);

    private string Flag(string comparison, string x, double with) =>
        graph.Cast(graph.Add(comparison, [x, Number(with)]), DType.F64);

    private string Number(double value) => graph.Scalar(value, DType.F64);

    private string Plus(string a, string b) => graph.Add("Add", [a, b]);

    private string Minus(string a, string b) => graph.Add("Sub", [a, b]);

    private string Times(string a, string b) => graph.Add("Mul", [a, b]);
}
