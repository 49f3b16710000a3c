using System.Globalization;
using System.Text.Json;

namespace Vireo.Goldens;

/// <summary>Reads what golden files hold.</summary>
internal static class Json
{
    extension(JsonElement element)
    {
        /// <summary>A member, if it is there and not null.</summary>
        public JsonElement? Find(string name) =>
            element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
                && value.ValueKind != JsonValueKind.Null
                ? value
                : null;

        /// <summary>The text of a member; empty when there is none.</summary>
        public string Text(string name) =>
            element.Find(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() ?? "" : "";

        /// <summary>A number, a truth value, or one of the words <c>nan</c>, <c>inf</c>, <c>-inf</c>.</summary>
        public double Number() => element.ValueKind switch
        {
            JsonValueKind.Number => element.GetDouble(),
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            JsonValueKind.String => element.GetString() switch
            {
                "nan" => double.NaN,
                "inf" => double.PositiveInfinity,
                "-inf" => double.NegativeInfinity,
                var text => double.Parse(text ?? "", CultureInfo.InvariantCulture),
            },
            _ => throw new MissingException($"a number written as {element.ValueKind}"),
        };

        /// <summary>All numbers, however deeply nested.</summary>
        public double[] Numbers() => element.ValueKind == JsonValueKind.Array
            ? [.. element.EnumerateArray().SelectMany(e => e.Numbers())]
            : [element.Number()];

        /// <summary>All whole numbers.</summary>
        public int[] Ints() => [.. element.Numbers().Select(n => (int)n)];

        /// <summary>Extents, from a list of numbers.</summary>
        public Shape ToShape() => Shape.Create(element.Ints());
    }
}
