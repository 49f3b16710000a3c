using Vireo.Graph;
using Vireo.Graph.Passes;
using Vireo.Layers;
using Vireo.Ops;

namespace Vireo.Tests.Graph;

/// <summary>Passes that leave out what is there already.</summary>
public class EqualPassTests
{
    [Fact]
    public void A_copy_that_comes_back_to_an_earlier_layout_is_left_out()
    {
        var (x, weight) = (Tensor.Placeholder([2, 3, 4, 5]), new Variable([6, 3, 3, 3]));
        Fill(weight);
        Tensor Graph(Tensor t) => (t * 2).Reshape([2, 3, 20]).Reshape([6, 20]).Reshape([2, 3, 4, 5])
            .Conv2d(weight.Value);
        var capture = new Capture([x], [Graph(x)], [], null, repeats: true);
        var (with, without) = (new Plan(capture), new Plan(capture, PassSwitch.Parse("-reorders")));
        Assert.Equal(2, without.Instructions.Count(i => i.Op is Reorder));
        Assert.DoesNotContain(with.Instructions, i => i.Op is Reorder);
        // Two copies and the views between them.
        Assert.Contains(with.Notes, n => n.StartsWith("reorders: ", StringComparison.Ordinal)
            && !n.StartsWith("reorders: 0", StringComparison.Ordinal));
        Assert.Contains("reorders: off", without.Notes);
        var image = Image([2, 3, 4, 5]);
        Assert.Equal(Run(without, capture, image), Run(with, capture, image));
    }

    [Fact]
    public void What_passes_put_in_twice_is_computed_once()
    {
        // One normalisation behind two convolutions is drawn into both: its scale is computed once.
        var (x, norm) = (Tensor.Placeholder([2, 3, 6, 6]), new BatchNorm(4));
        Variable[] weights = [new([4, 3, 3, 3]), new([4, 3, 3, 3])];
        foreach (var weight in weights) Fill(weight);
        var y = weights.Select(w => norm.Call(x.Conv2d(w.Value), Pass.Inference())).Aggregate((a, b) => a + b);
        var capture = new Capture([x], [y], [], null, repeats: true);
        var (with, without) = (new Plan(capture), new Plan(capture, PassSwitch.Parse("-cse")));
        // The small number, a sum, a root, a quotient and its other shape; the mean's negative, its product, the bias.
        Assert.Contains("cse: 8 equal ones left out", with.Notes);
        Assert.Contains("cse: off", without.Notes);
        var image = Image([2, 3, 6, 6]);
        Assert.Equal(Run(without, capture, image), Run(with, capture, image));
    }

    [Fact]
    public void Equal_work_into_other_layouts_stays()
    {
        var (x, state) = (Tensor.Placeholder([2, 3, 4, 5]), new Variable([2, 3, 4, 5]));
        var y = x * 3;
        var capture = new Capture([x], [y.Reshape([6, 20]), y], [new(state, y)], null, repeats: true);
        var (with, without) = (new Plan(capture), new Plan(capture, PassSwitch.Parse("-cse,-reorders")));
        var image = Image([2, 3, 4, 5]);
        Assert.Equal(Run(without, capture, image), Run(with, capture, image));
        Assert.Equal(image.ToArray<float>().Select(v => v * 3), state.Data<float>().ToArray());
    }

    private static void Fill(Variable variable)
    {
        var rng = new Rng(6);
        foreach (ref var v in variable.Data<float>()) v = rng.Uniform(-1, 1);
    }

    private static Tensor Image(Shape shape) => Tensor.FromChannelsLast<float>(
        [.. Enumerable.Range(0, (int)shape.Count).Select(i => i % 11 - 5f)], shape);

    private static float[] Run(Plan plan, Capture capture, Tensor image)
    {
        float[] result = [];
        Engine.Run(() => result = Tensor.FromMaterialised(
            plan.Run([image.Evaluate()], plan.BindingFor(capture.Variables))[0]).ToArray<float>());
        return result;
    }
}
