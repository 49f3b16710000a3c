using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>Gradient of <see cref="RoiPool"/>: every dy goes to the place its maximum came from. Inputs: dy, places,
/// regions.</summary>
public sealed record RoiPoolBackward : Op
{
    /// <summary>The pooling.</summary>
    public required RoiPool Forward { get; init; }

    /// <summary>Shape of its input.</summary>
    public required Shape Shape { get; init; }

    /// <inheritdoc/>
    public override string Name => "roi_pool backward";

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Images;

    /// <inheritdoc/>
    public override bool IsImageInput(int index) => index < 2;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        Regions.Require(Name, "dy", inputs[0], inputs[2]);
        return [new(Shape, inputs[0].DType)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (c, cells, plane) = (Shape[1], Forward.Height * Forward.Width, Shape[2] * Shape[3]);
        for (var o = 0; o < x[0].Data.Length; o++)
        {
            var image = Regions.Image(x[2].Data[o / (cells * c) * 5], Shape[0]);
            var place = (int)x[1].Data[o];
            if (place >= 0) y[0].Data[(image * c + o / cells % c) * plane + place] += x[0].Data[o];
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        if (dy[0] is not { } d) return [null, null, null];
        var (places, regions) = (node.Inputs[1].Cast(DType.I64), node.Inputs[2]);
        var (c, plane) = (Shape[1], Shape[2] * Shape[3]);
        var image = regions.Slice(1, 0, 1).Cast(DType.I64).Reshape([-1, 1, 1, 1]);
        var channel = Tensor.Of(new Iota { Count = c }).Reshape([1, c, 1, 1]);
        var none = Tensor.Scalar(0, DType.I64);
        var flat = (image * c + channel) * plane + places.Max(none);
        var picked = d.Reshape([-1]).Gather(0, flat.Reshape([-1])).Reshape(places.Shape);
        return [places.IsAtLeast(none).Where(picked, Tensor.Scalar(0, d.DType)), null, null];
    }
}
