using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment.Yaml;

/// <summary>A border as keys: <c>{left: 4, right: 4, mode: reflect}</c>.</summary>
internal static class PaddingForm
{
    private static readonly Form<int> s_side = Forms.Whole(0, 16_384), s_value = Forms.Whole(0, 255);

    public static Form<Padding> Instance { get; } = new(
        "keys of left, top, right, bottom (0 to 16384), mode, value (0 to 255), colour", TryRead, Write);

    private static bool TryRead(YamlNode node, out Padding value)
    {
        value = default;
        foreach (var (key, behind) in node.Entries ?? [])
        {
            switch (key.Text)
            {
                case "left" when s_side.TryRead(behind, out var pixels):
                    value = value with { Left = pixels };
                    break;
                case "top" when s_side.TryRead(behind, out var pixels):
                    value = value with { Top = pixels };
                    break;
                case "right" when s_side.TryRead(behind, out var pixels):
                    value = value with { Right = pixels };
                    break;
                case "bottom" when s_side.TryRead(behind, out var pixels):
                    value = value with { Bottom = pixels };
                    break;
                case "mode" when Forms.Border.TryRead(behind, out var mode):
                    value = value with { Mode = mode };
                    break;
                case "value" when s_value.TryRead(behind, out var level):
                    value = value with { Value = (byte)level };
                    break;
                case "colour" when Forms.Colour.TryRead(behind, out var colour):
                    value = value with { Colour = colour };
                    break;
                default:
                    return false;
            }
        }

        return node.Entries is not null;
    }

    private static string Write(Padding padding)
    {
        List<string> keys = [];
        Add("left", padding.Left);
        Add("top", padding.Top);
        Add("right", padding.Right);
        Add("bottom", padding.Bottom);
        if (padding.Mode != default)
            keys.Add($"mode: {Forms.Border.Write(padding.Mode)}");
        Add("value", padding.Value);
        if (padding.Colour is { } colour)
            keys.Add($"colour: {Forms.Colour.Write(colour)}");

        return $"{{{string.Join(", ", keys)}}}";

        void Add(string key, int value)
        {
            if (value != 0)
                keys.Add($"{key}: {value}");
        }
    }
}
