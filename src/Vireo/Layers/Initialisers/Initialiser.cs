namespace Vireo.Layers.Initialisers;

/// <summary>How a variable's first numbers are drawn.</summary>
public abstract record Initialiser
{
    /// <summary>Fills a variable.</summary>
    public void Fill(Variable variable, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var values = new double[variable.Shape.Count];
        Draw(values, variable.Shape, rng);
        variable.Set(values);
    }

    /// <summary>Draws all numbers of a shape.</summary>
    protected abstract void Draw(Span<double> values, Shape shape, Rng rng);

    /// <summary>Inputs that one output of a weight <c>[out, in, …]</c> sums over.</summary>
    protected static double FanIn(Shape shape) =>
        shape.Rank < 2 ? Math.Max(1, shape.Count) : (double)shape.Count / shape[0];

    /// <summary>Outputs that one input of a weight <c>[out, in, …]</c> takes part in.</summary>
    protected static double FanOut(Shape shape) =>
        shape.Rank < 2 ? Math.Max(1, shape.Count) : (double)shape.Count / shape[1];
}
