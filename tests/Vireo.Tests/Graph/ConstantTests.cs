using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Tests.Graph;

/// <summary>What depends only on variables that a step reads is computed once, and again when one of them
/// changes.</summary>
public class ConstantTests
{
    private readonly Tensor _x = Tensor.Placeholder([1, 16, 4, 4]);
    private readonly Variable _weight = new([16, 16, 3, 3], name: "weight");

    public ConstantTests() => Fill(1);

    [Fact]
    public void What_follows_from_variables_alone_leaves_the_step()
    {
        var step = Engine.Compile([_x], [_x.Conv2d(_weight.Value * _weight.Value + 1)]);
        Assert.Single(step.Explain());
        Assert.Equal(Direct(), Run(step), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_changed_variable_is_seen_by_the_next_run(bool bySpan)
    {
        var step = Engine.Compile([_x], [_x.Conv2d(_weight.Value * _weight.Value + 1)]);
        var before = Run(step);
        if (bySpan) _weight.Data<float>()[5] = 3;
        else Fill(2);
        var after = Run(step);
        Assert.NotEqual(before, after);
        Assert.Equal(Direct(), after, (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.Equal(after, Run(step));
    }

    [Fact]
    public void Another_step_that_writes_the_variable_is_seen()
    {
        var step = Engine.Compile([_x], [_x.Conv2d(_weight.Value)]);
        var other = Engine.Compile([], [], [new Update(_weight, _weight.Value * -1)]);
        var before = Run(step);
        other.Run();
        Assert.Equal(before.Select(v => -v), Run(step));
    }

    [Fact]
    public void Variables_that_the_step_writes_are_no_constants()
    {
        var step = Engine.Compile(
            [_x], [_x.Conv2d(_weight.Value * 2)], [new Update(_weight, _weight.Value * -1)]);
        var first = Run(step);
        Assert.Equal(first.Select(v => -v), Run(step));
        Assert.Equal(first, Run(step));
    }

    [Fact]
    public void Constants_may_be_outputs_and_new_values_of_variables()
    {
        var copy = new Variable([16], name: "copy");
        var vector = new Variable([16], name: "vector");
        vector.Set([.. Enumerable.Range(0, 16)]);
        var step = Engine.Compile([_x], [vector.Value + 1], [new Update(copy, vector.Value * 2)]);
        Run(step);
        copy.Set(new double[16]);
        var result = step.Run(Ones())[0].ToArray<float>();
        Assert.Equal(Enumerable.Range(1, 16).Select(i => (float)i), result);
        Assert.Equal(Enumerable.Range(0, 16).Select(i => 2f * i), copy.Data<float>().ToArray());
    }

    private static Tensor Ones() => Tensor.FromChannelsLast<float>([.. Enumerable.Repeat(1f, 256)], [1, 16, 4, 4]);

    private static float[] Run(CompiledStep step) => step.Run(Ones())[0].ToArray<float>();

    private float[] Direct()
    {
        var w = Tensor.From(_weight.Data<float>().ToArray(), _weight.Shape);
        return Ones().Conv2d(w * w + 1).ToArray<float>();
    }

    private void Fill(ulong seed)
    {
        var rng = new Rng(seed);
        foreach (ref var w in _weight.Data<float>()) w = rng.Uniform(-1, 1);
    }
}
