namespace Vireo.Tests;

public class ShapeTests
{
    [Fact]
    public void Shapes_are_equal_when_their_extents_are()
    {
        Shape a = [2, 3, 4], b = [2, 3, 4], c = [2, 3];

        Assert.True(a == b);
        Assert.True(a != c);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.Equal(Shape.Scalar, Shape.Create([]));
        Assert.Equal("[2, 3, 4]", a.ToString());
    }

    [Fact]
    public void Count_is_the_product_of_the_extents_and_one_for_a_scalar()
    {
        Assert.Equal(24, Shape.Create([2, 3, 4]).Count);
        Assert.Equal(0, Shape.Create([2, 0, 4]).Count);
        Assert.Equal(1, Shape.Scalar.Count);
        Assert.Equal(2_147_483_647L * 4, Shape.Create([int.MaxValue, 4]).Count);
        Assert.Throws<OverflowException>(() => Shape.Create([int.MaxValue, int.MaxValue, int.MaxValue]).Count);
    }

    [Fact]
    public void Negative_axes_count_from_the_end()
    {
        Shape shape = [2, 3, 4];

        Assert.Equal(4, shape[-1]);
        Assert.Equal(2, shape[^3]);
        Assert.Equal(1, shape.Axis(-2));
        Assert.Throws<ArgumentOutOfRangeException>(() => shape.Axis(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => shape.Axis(-4));
        Assert.Throws<ArgumentOutOfRangeException>(() => Shape.Create([2, -1]));
    }

    [Fact]
    public void With_replaces_one_extent_of_a_copy()
    {
        Shape shape = [2, 3, 4];

        Assert.Equal([2, 3, 9], shape.With(-1, 9));
        Assert.Equal([2, 3, 4], shape);
    }

    [Fact]
    public void Row_major_strides_are_products_of_the_later_extents() =>
        Assert.Equal([12L, 4, 1], Shape.Create([2, 3, 4]).RowMajorStrides());

    [Theory]
    [InlineData(new[] { 2, 3 }, new[] { 2, 3 }, new[] { 2, 3 })]
    [InlineData(new[] { 8, 1, 6, 1 }, new[] { 7, 1, 5 }, new[] { 8, 7, 6, 5 })]
    [InlineData(new int[0], new[] { 4 }, new[] { 4 })]
    [InlineData(new[] { 1 }, new[] { 0 }, new[] { 0 })]
    [InlineData(new[] { 2, 3 }, new[] { 2, 4 }, null)]
    public void Broadcasting_aligns_the_last_axes_and_repeats_ones(int[] a, int[] b, int[]? expected) =>
        Assert.Equal(expected, Shape.Broadcast(Shape.Create(a), Shape.Create(b))?.Extents.ToArray());
}
