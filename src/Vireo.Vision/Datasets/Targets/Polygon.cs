namespace Vireo.Vision.Datasets.Targets;

/// <summary>A closed outline: the last vertex is joined to the first. What is inside follows the even-odd
/// rule.</summary>
/// <param name="Vertices">At least three for an area; fewer are kept as they were read.</param>
public readonly record struct Polygon(ValueList<Vertex> Vertices)
{
    /// <summary>Area within a simple outline: half the absolute sum of <c>xᵢ·yᵢ₊₁ − xᵢ₊₁·yᵢ</c>.</summary>
    public double Area
    {
        get
        {
            var sum = 0.0;
            for (var i = 0; i < Vertices.Count; i++)
            {
                var (a, b) = (Vertices[i], Vertices[(i + 1) % Vertices.Count]);
                sum += (double)a.X * (double)b.Y - (double)b.X * (double)a.Y;
            }

            return Math.Abs(sum) / 2;
        }
    }
}
