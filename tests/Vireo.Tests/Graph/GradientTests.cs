using Vireo.Graph;
using Vireo.Layers;
using Vireo.Losses;
using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.Tests.Graph;

/// <summary>Gradients through whole networks and gradients of gradients, in double precision.</summary>
public class GradientTests
{
    private static Tensor Drawn(Rng rng, Shape shape, double low = -1, double high = 1)
    {
        var values = new double[shape.Count];
        foreach (ref var value in values.AsSpan()) value = low + (high - low) * rng.UniformDouble();
        return Tensor.From(values, shape);
    }

    [Fact]
    public void A_network_agrees_with_central_differences()
    {
        var rng = new Rng(5);
        var model = new Sequential(
            new Conv(2, 3, 3, new(1, 1)), new BatchNorm(3), new Activation(ActivationKind.Relu), new MaxPool(2, new(2)),
            new ConvNormActivation(3, 4, 3, activation: ActivationKind.HardSwish), new SqueezeExcite(4, 2),
            new GlobalAveragePool(), new Linear(4, 3));
        model.Initialise(rng);
        model.ConvertTo(DType.F64);
        var images = Drawn(rng, [4, 2, 6, 6]);
        var loss = model.Call(images, Pass.Training())
            .CrossEntropy(Tensor.From<long>(0, 2, 1, 1), 0.1, Tensor.From<double>(0.5, 2, 1));
        var parameters = model.Parameters.ToList();
        var gradients = Gradients.Of(loss, [.. parameters.Select(p => p.Variable.Value)]);
        for (var k = 0; k < parameters.Count; k++)
        {
            var variable = parameters[k].Variable;
            var values = variable.ToDoubles();
            var found = gradients[k].ToDoubles();
            for (var i = 0; i < values.Length; i += 1 + values.Length / 12)
            {
                double At(double x)
                {
                    var moved = (double[])values.Clone();
                    moved[i] = x;
                    variable.Set(moved);
                    return (loss + 0).ToScalar();
                }

                var slope = (At(values[i] + 1e-6) - At(values[i] - 1e-6)) / 2e-6;
                variable.Set(values);
                Check.Close([slope], [found[i]], 1e-7, $"{parameters[k].Path}[{i}]");
            }

            variable.Set(values);
        }
    }

    public static TheoryData<string> Functions => ["conv", "grouped conv", "batch norm", "matmul", "softmax",
        "log softmax", "max pool", "average pool", "hard swish", "gelu", "gather", "norm inference"];

    private static Tensor Function(string name, Tensor x, Tensor w)
    {
        var images = x.Reshape([2, 4, 3, 3]);
        return name switch
        {
            "conv" => images.Conv2d(w.Slice(0, 0, 48).Reshape([3, 4, 2, 2]), w.Slice(0, 48, 51), new(1, 1)),
            "grouped conv" => images.Conv2d(w.Slice(0, 0, 32).Reshape([4, 2, 2, 2]), null, new(2, 1), 2),
            "batch norm" => images.BatchNorm(w.Slice(0, 0, 4), w.Slice(0, 4, 8)).Y,
            "matmul" => x.Reshape([2, 6, 6]).MatMul(w.Slice(0, 0, 60).Reshape([10, 6]), transposeB: true),
            "softmax" => (x.Reshape([8, 9]) * w.Slice(0, 0, 9)).Softmax(),
            "log softmax" => (x.Reshape([8, 9]) * w.Slice(0, 0, 9)).LogSoftmax(),
            "max pool" => (images * w.Slice(0, 0, 36).Reshape([4, 3, 3])).MaxPool2d(2, new(1)),
            "average pool" => (images * w.Slice(0, 0, 36).Reshape([4, 3, 3])).AveragePool2d(2, new(1, 1)),
            "hard swish" => (x * 4 * w).HardSwish(),
            "gelu" => (x * w).Gelu(),
            "gather" => x.Reshape([8, 9]).Gather(1, Tensor.From<long>([.. Enumerable.Range(0, 16).Select(i => i % 5L)], [8, 2]))
                * w.Slice(0, 0, 2),
            _ => images.BatchNormInference(
                w.Slice(0, 0, 4), w.Slice(0, 4, 8), w.Slice(0, 8, 12), w.Slice(0, 12, 16) * w.Slice(0, 12, 16) + 0.5),
        };
    }

    [Theory, MemberData(nameof(Functions))]
    public void Products_with_second_derivatives_agree_with_differences_of_gradients(string name)
    {
        var rng = new Rng(9);
        var (x, w) = (new Variable([72], DType.F64), new Variable([72], DType.F64));
        x.Set(Drawn(rng, [72]).ToDoubles());
        w.Set(Drawn(rng, [72]).ToDoubles());
        var y = Function(name, x.Value, w.Value);
        var loss = (y * Drawn(rng, y.Shape) + y * y * Drawn(rng, y.Shape)).Sum();
        var gradients = Gradients.Of(loss, x.Value, w.Value);
        Tensor[] direction = [Drawn(rng, [72]), Drawn(rng, [72])];
        var product = Gradients.Of((gradients[0] * direction[0]).Sum() + (gradients[1] * direction[1]).Sum(), x.Value, w.Value);

        double[] At(double step)
        {
            var (a, b) = (x.ToDoubles(), w.ToDoubles());
            x.Set((x.Value + direction[0] * step).ToDoubles());
            w.Set((w.Value + direction[1] * step).ToDoubles());
            var found = Engine.Compile([], gradients).Run().SelectMany(g => g.ToDoubles()).ToArray();
            x.Set(a);
            w.Set(b);
            return found;
        }

        var (up, down) = (At(1e-5), At(-1e-5));
        var differences = up.Zip(down, (u, d) => (u - d) / 2e-5).ToArray();
        Check.Close(differences, [.. product.SelectMany(p => p.ToDoubles())], 2e-7, name);
    }

    [Fact]
    public void Paths_through_a_shared_subgraph_add_up()
    {
        var x = Tensor.From<double>(2, 3);
        var shared = x * x;
        Assert.Equal([2 * 2 + 4 * 8, 2 * 3 + 4 * 27], Gradients.Of((shared + shared * shared).Sum(), x)[0].ToDoubles());
        Assert.Equal([1 + 2 * 4, 1 + 2 * 9], Gradients.Of((shared + shared * shared).Sum(), shared)[0].ToDoubles());
    }

    [Fact]
    public void What_the_loss_does_not_depend_on_has_zero_gradient()
    {
        var (x, other, whole) = (Tensor.From<double>(2, 3), Tensor.From<float>(1, 1), Tensor.From<int>(1));
        var gradients = Gradients.Of(x.Sum(), other, whole, x);
        Assert.Equal([[0, 0], [0], [1, 1]], gradients.Select(g => g.ToDoubles()));
        Assert.Equal(DType.F32, gradients[0].DType);
        var loss = x.Sum();
        Assert.Equal(1, Gradients.Of(loss, loss)[0].ToScalar());
        Assert.Throws<ArgumentException>(() => Gradients.Of(x, x));
    }
}
