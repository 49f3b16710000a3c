using Vireo.Vision.Draw;

namespace Vireo.Vision.Samples;

/// <summary>The body plans. Each draws from the ground up and names where its key points are.</summary>
internal static class InsectDrawing
{
    /// <summary>Names of the key points, in order.</summary>
    public static IReadOnlyList<string> KeypointNames { get; } = ["head", "thorax", "abdomen_tip"];

    /// <summary>Draws one insect and returns its key points in the insect's coordinates.</summary>
    public static Point[] Draw(InsectPainter painter, InsectTraits traits, Rng rng) => traits.Kind switch
    {
        InsectKind.Ant => Ant(painter, traits, rng),
        InsectKind.Bee => Bee(painter, traits, rng),
        InsectKind.Beetle => Beetle(painter, traits, rng),
        InsectKind.Butterfly => Butterfly(painter, traits, rng),
        _ => Dragonfly(painter, traits, rng),
    };

    private static Point[] Ant(InsectPainter painter, InsectTraits traits, Rng rng)
    {
        var (body, dark, slim, length) = (new Ink(traits.Body), new Ink(traits.Dark), traits.Slimness, traits.Length);
        Legs(painter, rng, dark, 0.05f, -0.12f, 0.34f);
        var wave = rng.Uniform(-0.04f, 0.04f);
        painter.Limbs(new(0.04f, -0.42f), new(0.13f, -0.5f + wave), new(0.2f, -0.62f + wave), 0.022f, dark);
        painter.Oval(0, 0.28f * length, 0.14f * slim, 0.2f, body);
        painter.Oval(0, 0.07f, 0.032f, 0.05f, dark);
        painter.Oval(0, -0.12f, 0.075f * slim, 0.14f, body);
        painter.Oval(0, -0.37f, 0.105f * slim, 0.11f, body);
        painter.Ovals(0.07f, -0.4f, 0.022f, 0.022f, new(traits.Mark));
        Shine(painter, 0.03f, 0.22f, 0.04f);
        return [new(0, -0.37f), new(0, -0.12f), new(0, 0.28f * length + 0.2f)];
    }

    private static Point[] Bee(InsectPainter painter, InsectTraits traits, Rng rng)
    {
        var (slim, length, dark) = (traits.Slimness, traits.Length, new Ink(traits.Mark));
        Legs(painter, rng, dark, 0.1f, -0.12f, 0.24f);
        painter.Limbs(new(0.04f, -0.42f), new(0.1f, -0.5f), new(0.14f, -0.54f), 0.02f, dark);
        var (radiusX, radiusY, middle) = (0.18f * slim, 0.28f * length, 0.2f);
        painter.Oval(0, middle, radiusX, radiusY, new(traits.Body));
        for (var i = 0; i <= traits.Marks; i++)
        {
            // A stripe is as wide as the abdomen is at its place.
            var y = (i + 0.6f) / (traits.Marks + 1) * 2 - 1;
            var half = radiusX * MathF.Sqrt(1 - y * y) * 0.98f;
            painter.Oval(0, middle + y * radiusY, half, 0.024f * traits.MarkSize, dark);
        }

        painter.Oval(0, -0.16f, 0.16f * slim, 0.16f, new(traits.Body));
        painter.Oval(0, -0.16f, 0.1f * slim, 0.1f, new(traits.Dark, 0.7f));
        painter.Oval(0, -0.38f, 0.11f * slim, 0.09f, dark);
        var open = rng.Uniform(-12, 12);
        painter.Ovals(0.26f, -0.06f, 0.22f, 0.09f, new(traits.Wing, 0.65f), 25 + open);
        painter.Ovals(0.2f, 0.08f, 0.15f, 0.065f, new(traits.Wing, 0.65f), 45 + open);
        return [new(0, -0.38f), new(0, -0.16f), new(0, middle + radiusY)];
    }

    private static Point[] Beetle(InsectPainter painter, InsectTraits traits, Rng rng)
    {
        var (slim, length, mark) = (traits.Slimness, traits.Length, new Ink(traits.Mark));
        Legs(painter, rng, mark, 0.2f, 0.02f, 0.2f);
        painter.Limbs(new(0.05f, -0.44f), new(0.12f, -0.5f), new(0.18f, -0.52f), 0.022f, mark);
        painter.Oval(0, -0.4f, 0.11f * slim, 0.08f, mark);
        painter.Oval(0, -0.26f, 0.21f * slim, 0.12f, new(traits.Dark));
        painter.Oval(0, 0.1f, 0.28f * slim, 0.35f * length, new(traits.Body));
        painter.Line(new(0, -0.2f), new(0, 0.1f + 0.34f * length), 0.018f, mark);
        for (var i = 0; i < traits.Marks; i++)
        {
            var y = -0.1f + 0.42f * (i + 0.5f) / traits.Marks;
            painter.Ovals(0.13f + 0.02f * (i & 1), y, 0.04f * traits.MarkSize, 0.04f * traits.MarkSize, mark);
        }

        Shine(painter, 0.1f, -0.06f, 0.06f);
        return [new(0, -0.4f), new(0, -0.26f), new(0, 0.1f + 0.35f * length)];
    }

    private static Point[] Butterfly(InsectPainter painter, InsectTraits traits, Rng rng)
    {
        var (body, edge, wing) = (new Ink(traits.Body), new Ink(traits.Dark), new Ink(traits.Wing));
        var open = rng.Uniform(0.82f, 1.05f);
        Point[] upper =
        [
            new(0.03f, -0.2f), new(0.3f * open, -0.46f), new(0.5f * open, -0.42f), new(0.46f * open, -0.14f),
            new(0.2f * open, 0.05f), new(0.03f, 0),
        ];
        Point[] lower =
        [
            new(0.03f, -0.04f), new(0.24f * open, 0.02f), new(0.4f * open, 0.16f), new(0.34f * open, 0.38f),
            new(0.16f * open, 0.4f), new(0.03f, 0.12f),
        ];
        foreach (var shape in (Point[][])[lower, upper])
        {
            painter.Polygons(shape, edge);
            painter.Polygons(Shrunk(shape, 0.82f), wing);
        }

        for (var i = 0; i < traits.Marks; i++)
        {
            var size = 0.035f * traits.MarkSize;
            painter.Ovals((0.2f + 0.07f * i) * open, -0.2f - 0.05f * i, size, size, new(traits.Mark));
        }

        painter.Ovals(0.22f * open, 0.2f, 0.05f * traits.MarkSize, 0.05f * traits.MarkSize, new(traits.Mark));
        painter.Limbs(new(0.015f, -0.3f), new(0.08f, -0.46f), new(0.13f, -0.54f), 0.016f, body);
        painter.Ovals(0.135f, -0.55f, 0.022f, 0.022f, body);
        painter.Oval(0, 0.06f, 0.04f * traits.Slimness, 0.28f * traits.Length, body);
        painter.Oval(0, -0.14f, 0.055f, 0.1f, body);
        painter.Oval(0, -0.28f, 0.05f, 0.05f, body);
        return [new(0, -0.28f), new(0, -0.14f), new(0, 0.06f + 0.28f * traits.Length)];
    }

    private static Point[] Dragonfly(InsectPainter painter, InsectTraits traits, Rng rng)
    {
        var (body, dark) = (new Ink(traits.Body), new Ink(traits.Dark));
        var (tip, sway) = (0.56f * traits.Length, rng.Uniform(-9, 9));
        var glass = new Ink(traits.Wing, 0.6f);
        painter.Ovals(0.32f, -0.24f, 0.3f, 0.06f * traits.Slimness, glass, -10 + sway);
        painter.Ovals(0.3f, -0.08f, 0.28f, 0.068f * traits.Slimness, glass, 12 + sway);
        painter.Ovals(0.52f, -0.27f + sway * 0.004f, 0.03f, 0.014f, dark, -10 + sway);
        painter.Line(new(0, -0.05f), new(0, tip), 0.055f * traits.Slimness, body);
        for (var i = 0; i < 4 + traits.Marks; i++)
        {
            var y = 0.02f + (tip - 0.05f) * i / (4 + traits.Marks);
            painter.Line(new(-0.02f, y), new(0.02f, y), 0.02f, dark);
        }

        painter.Oval(0, -0.15f, 0.085f, 0.14f, body);
        painter.Oval(0, -0.15f, 0.03f, 0.11f, dark);
        painter.Oval(0, -0.34f, 0.06f, 0.05f, body);
        painter.Ovals(0.06f, -0.35f, 0.05f, 0.055f, dark);
        return [new(0, -0.34f), new(0, -0.15f), new(0, tip)];
    }

    /// <summary>Three pairs of legs; <paramref name="reach"/> is how far they go out.</summary>
    private static void Legs(InsectPainter painter, Rng rng, Ink ink, float hip, float y, float reach)
    {
        for (var pair = -1; pair <= 1; pair++)
        {
            var swing = rng.Uniform(-0.05f, 0.05f);
            painter.Limbs(
                new(hip * 0.6f, y + 0.08f * pair),
                new(hip + reach * 0.5f, y + 0.16f * pair - 0.04f + swing),
                new(hip + reach * 0.85f, y + 0.32f * pair + 0.06f + swing), 0.026f, ink);
        }
    }

    private static void Shine(InsectPainter painter, float x, float y, float size) =>
        painter.Oval(x, y, size * 0.6f, size * 1.4f, new(new(255, 255, 255), 0.3f));

    private static Point[] Shrunk(Point[] shape, float factor)
    {
        var (x, y) = (shape.Average(point => point.X), shape.Average(point => point.Y));
        return Array.ConvertAll(shape, point => new Point(x + (point.X - x) * factor, y + (point.Y - y) * factor));
    }
}
