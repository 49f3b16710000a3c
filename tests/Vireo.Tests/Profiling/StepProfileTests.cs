using System.Text.Json;
using Vireo.Graph;
using Vireo.Ops;
using Vireo.Profiling;

namespace Vireo.Tests.Profiling;

/// <summary>What a profile says of a convolution with a loss, its gradient and an update, whose work is known.</summary>
public class StepProfileTests
{
    // 2 images x 4 channels x 8 x 8 places, each the sum of 3 channels x 3 x 3 products.
    private const long ConvMacs = 2 * 4 * 8 * 8 * (3 * 3 * 3);
    private const long ImageBytes = 2 * 3 * 8 * 8 * 4, WeightBytes = 4 * 3 * 3 * 3 * 4, ResultBytes = 2 * 4 * 8 * 8 * 4;

    private readonly Variable _weight = new([4, 3, 3, 3]);
    private readonly Variable _seen = new([]);

    [Fact]
    public void The_work_of_a_convolution_and_its_gradient_is_that_of_the_textbook()
    {
        var counted = Profile().Spans.Where(s => s.Macs > 0).ToList();

        Assert.Equal(["conv2d", "conv2d backward weights"], counted.Select(s => s.Op));
        Assert.All(counted, s => Assert.Equal(ConvMacs, s.Macs));
        // Both touch all three: the gradient reads image and result, and writes what has the weight's size.
        Assert.All(counted, s => Assert.Equal(ImageBytes + WeightBytes + ResultBytes, s.Bytes));
        Assert.Contains("[2, 3, 8, 8]", counted[0].Operands);
        Assert.NotEqual("", counted[0].Kernel);
    }

    [Fact]
    public void Every_phase_has_what_belongs_to_it()
    {
        var spans = Profile().Spans;

        StepPhase[] Of(string op) => [.. spans.Where(s => s.Op == op).Select(s => s.Phase).Distinct()];
        Assert.Equal([StepPhase.Load], Of("feed data"));
        Assert.Equal([StepPhase.Forward], Of("conv2d"));
        Assert.Equal([StepPhase.Backward], Of("conv2d backward weights"));
        // The length of the gradient follows from it; the counter only serves to be written.
        Assert.Equal([StepPhase.Update], spans.Where(s => s.Op.Contains("Sqrt")).Select(s => s.Phase).Distinct());
        Assert.Contains(spans, s => s.Op.Contains("Add") && s.Phase == StepPhase.Update);
        Assert.DoesNotContain(spans, s => s.Op.Contains("Add") && s.Phase == StepPhase.Forward);
    }

    [Fact]
    public void Rows_divide_work_and_bytes_by_time()
    {
        ProfileSpan Span(StepPhase phase, int ms, long macs, long bytes) => new()
        {
            Op = "conv2d", Phase = phase, Macs = macs, Bytes = bytes, Duration = TimeSpan.FromMilliseconds(ms),
        };
        var step = new StepProfile
        {
            Start = TimeSpan.Zero, Duration = TimeSpan.FromMilliseconds(10),
            Spans =
            [
                Span(StepPhase.Backward, 2, 5_000_000, 0), Span(StepPhase.Forward, 1, 3_000_000, 1_000_000),
                Span(StepPhase.Forward, 4, 7_000_000, 9_000_000),
            ],
        };

        // 2 x 10 million operations in 5 ms; 10 million bytes in 5 ms.
        var forward = step.ByPhase()[0];
        Assert.Equal(("forward", 2, 0.5), (forward.Name, forward.Calls, forward.Share));
        Assert.Equal((4.0, 2.0), (forward.Gigaflops, forward.Gigabytes));
        Assert.Equal([StepPhase.Forward, StepPhase.Backward], step.ByOp().Select(r => r.Phase));
        Assert.Equal(5.0, step.ByOp()[1].Gigaflops);
        Assert.Equal(0.7, step.Measured);
    }

    [Fact]
    public void Spans_follow_each_other_within_the_step()
    {
        var step = Profile();
        var end = step.Start;
        foreach (var span in step.Spans)
        {
            Assert.True(span.Start >= end, $"{span} begins before the one before it ends");
            end = span.Start + span.Duration;
        }

        Assert.True(end <= step.Start + step.Duration);
    }

    [Fact]
    public void A_trace_is_JSON_whose_events_nest()
    {
        var (first, second) = (Profile(), Profile());
        using var stream = new MemoryStream();
        ChromeTrace.Write(stream, [first, second]);

        using var trace = JsonDocument.Parse(stream.ToArray());
        var events = trace.RootElement.GetProperty("traceEvents").EnumerateArray()
            .Where(e => e.GetProperty("ph").GetString() == "X").ToList();
        Assert.Equal(2 + first.Spans.Count + second.Spans.Count, events.Count);
        Assert.Single(events.Select(e => (e.GetProperty("pid").GetInt32(), e.GetProperty("tid").GetInt32())).Distinct());
        // In order of their begin, as a viewer stacks them: inside what is open, or behind its end.
        var open = new Stack<decimal>();
        foreach (var e in events)
        {
            var start = e.GetProperty("ts").GetDecimal();
            var end = start + e.GetProperty("dur").GetDecimal();
            while (open.TryPeek(out var around) && around <= start) open.Pop();
            Assert.True(open.Count == 0 || end <= open.Peek(), $"{e} overlaps");
            open.Push(end);
        }

        var conv = events.First(e => e.GetProperty("name").GetString() == "conv2d");
        Assert.Equal("forward", conv.GetProperty("cat").GetString());
        Assert.Equal(ConvMacs, conv.GetProperty("args").GetProperty("macs").GetInt64());
        Assert.Contains("[4, 3, 3, 3]", conv.GetProperty("args").GetProperty("shapes").GetString());
        Assert.Equal(0, events[0].GetProperty("ts").GetDecimal());
    }

    private StepProfile Profile()
    {
        var x = Tensor.Placeholder([2, 3, 8, 8]);
        var y = x.Conv2d(_weight.Value, window: new(stride: 1, padding: 1));
        var loss = (y * y).Mean();
        var gradient = Gradients.Of(loss, _weight.Value)[0];
        var norm = (gradient * gradient).Sum().Sqrt();
        var step = Engine.Compile(
            [x], [loss, norm], [new(_weight, _weight.Value - gradient / norm), new(_seen, _seen.Value + 1)]);
        var image = new float[2 * 3 * 8 * 8];
        foreach (var i in Enumerable.Range(0, image.Length)) image[i] = i % 7 - 3;
        foreach (var (i, _) in _weight.ToDoubles().Index()) _weight.Data<float>()[i] = i % 5 - 2;
        return step.Profile(Tensor.FromChannelsLast<float>(image, [2, 3, 8, 8]));
    }
}
