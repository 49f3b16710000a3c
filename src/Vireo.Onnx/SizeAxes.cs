namespace Vireo.Onnx;

/// <summary>Whether a graph is the same for pictures of any height and width: found out by building it for
/// several.</summary>
internal static class SizeAxes
{
    // Added to the side that the graph was built for: each axis alone, as strides like it, and both as they do not.
    private static readonly (int Height, int Width)[] s_more = [(32, 0), (0, 64), (33, 95)];

    /// <summary>The graph at other sizes, found to be the same.</summary>
    /// <param name="own">The graph for <see cref="BatchAxis.Tries"/>[0] pictures of that side.</param>
    /// <param name="side">Height and width.</param>
    /// <param name="build">Builds it for that many pictures of a height and width.</param>
    /// <exception cref="UsageException"><c>VIR2839</c>: it is not; the message says what depends on the
    /// size.</exception>
    public static List<Translation> Of(Translation own, int side, Func<int, int, Translation> build)
    {
        List<Translation> found = [];
        foreach (var (more, wider) in s_more)
        {
            var (height, width) = (side + more, side + wider);
            var (other, reason) = Try(() => build(height, width));
            reason ??= other is null ? null : BatchAxis.Difference(own, other) ?? Constants(own, other);
            if (other is null || reason is not null)
            {
                throw new UsageException("VIR2839", $"the network depends on the size of pictures: for {height} x "
                    + $"{width} in place of {side} x {side} {reason}. Export it for one size.");
            }

            found.Add(other);
        }

        return found;
    }

    /// <summary>The name of an extent that depends on the size.</summary>
    public static string NameOf(string value, int axis, string input) =>
        value == input && axis is 2 or 3 ? axis == 2 ? "height" : "width" : $"{value}_{axis}";

    private static (Translation? Made, string? Reason) Try(Func<Translation> build)
    {
        try
        {
            return (build(), null);
        }
        catch (Exception failure) when (failure is ShapeException or ArgumentException or BadModelFileException)
        {
            return (null, $"it cannot be built: {failure.Message}");
        }
    }

    private static string? Constants(Translation own, Translation other)
    {
        var needed = own.Needed(own.Graph.Nodes);
        foreach (var (a, b) in own.Graph.Constants.Zip(other.Graph.Constants))
        {
            if (!needed.Contains(a.Name) || (a.Spec == b.Spec && a.Values.SequenceEqual(b.Values))) continue;
            var user = own.Graph.Nodes.Index().First(
                n => n.Item.Inputs.Contains(a.Name) && n.Item.Outputs.Any(needed.Contains));
            return $"{user.Item.Type} at '{own.Places[user.Index]}' is told another number";
        }

        return null;
    }
}
