namespace Vireo.Vision.Zoo;

/// <summary>All models by name.</summary>
public static class ModelZoo
{
    /// <summary>Every variant of every family, in the order of the families. A new family adds its line here.</summary>
    public static IReadOnlyList<Variant> Variants { get; } =
    [
        .. ResNet.Variants,
        .. MobileNetV3.Variants,
    ];

    /// <summary>Finds a variant.</summary>
    /// <exception cref="UsageException">There is none of that name; the message names the nearest.</exception>
    public static Variant Find(string name)
    {
        foreach (var variant in Variants)
        {
            if (variant.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return variant;
        }

        var nearest = NearestName.Hint(name, Variants.Select(v => v.Name));
        throw new UsageException("VIR3020", $"there is no model '{name}'.{nearest} `vireo models` lists all.");
    }

    /// <summary>Builds a model and draws its parameters.</summary>
    /// <param name="name">Name of a variant.</param>
    /// <param name="options">Classes and regularisation.</param>
    /// <param name="seed">Of the parameters.</param>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public static VisionModel Create(string name, ModelOptions options, ulong seed = 0)
    {
        var model = Find(name).Create(options);
        model.Initialise(new Rng(seed));
        return model;
    }
}
