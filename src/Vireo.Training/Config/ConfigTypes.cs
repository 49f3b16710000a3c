using System.Globalization;
using System.Text.Json;

namespace Vireo.Training.Config;

/// <summary>Whole numbers in a range, both ends included.</summary>
internal sealed record WholeNumber(long Min, long Max) : ConfigType<long>
{
    public override string Wanted => Max == long.MaxValue
        ? $"a whole number from {Min} on"
        : $"a whole number from {Min} to {Max}";

    public override bool TryParse(ConfigValue value, out long result) =>
        long.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out result)
            && result >= Min && result <= Max;

    public override string Format(long value) => value.ToString(CultureInfo.InvariantCulture);

    public override void WriteSchema(Utf8JsonWriter json, long standard)
    {
        json.WriteString("type", "integer");
        json.WriteNumber("minimum", Min);
        if (Max != long.MaxValue) json.WriteNumber("maximum", Max);
        json.WriteNumber("default", standard);
    }
}

/// <summary>Whole numbers in a range, both ends included, or nothing.</summary>
internal sealed record MaybeWholeNumber(long Min, long Max) : ConfigType<long?>
{
    private readonly WholeNumber _number = new(Min, Max);

    public override string Wanted => $"{_number.Wanted}, or null";

    public override bool TryParse(ConfigValue value, out long? result)
    {
        result = null;
        if (value.IsNull) return true;
        if (!_number.TryParse(value, out var number)) return false;
        result = number;
        return true;
    }

    public override string Format(long? value) => value is { } number ? _number.Format(number) : "null";

    public override void WriteSchema(Utf8JsonWriter json, long? standard)
    {
        json.WriteStartArray("type");
        json.WriteStringValue("integer");
        json.WriteStringValue("null");
        json.WriteEndArray();
        json.WriteNumber("minimum", Min);
        if (Max != long.MaxValue) json.WriteNumber("maximum", Max);
        if (standard is { } number) json.WriteNumber("default", number);
        else json.WriteNull("default");
    }
}

/// <summary>Numbers in a range, both ends included; nothing where it is allowed.</summary>
internal sealed record Number(double Min, double Max, bool Nullable) : ConfigType<double?>
{
    public override string Wanted => (Max == double.MaxValue
        ? $"a number from {Min} on"
        : $"a number from {Min} to {Max}") + (Nullable ? ", or null" : "");

    public override bool TryParse(ConfigValue value, out double? result)
    {
        result = null;
        if (value.IsNull) return Nullable;
        const NumberStyles Style =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!double.TryParse(value.Text, Style, CultureInfo.InvariantCulture, out var number)) return false;
        result = number;
        return number >= Min && number <= Max; // Not-a-number and infinity fail here.
    }

    public override string Format(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "null";

    public override void WriteSchema(Utf8JsonWriter json, double? standard)
    {
        json.WriteStartArray("type");
        json.WriteStringValue("number");
        if (Nullable) json.WriteStringValue("null");
        json.WriteEndArray();
        json.WriteNumber("minimum", Min);
        if (Max != double.MaxValue) json.WriteNumber("maximum", Max);
        if (standard is { } number) json.WriteNumber("default", number);
        else json.WriteNull("default");
    }
}

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed record TrueOrFalse : ConfigType<bool>
{
    public override string Wanted => "true or false";

    public override bool TryParse(ConfigValue value, out bool result) => bool.TryParse(value.Text, out result);

    public override string Format(bool value) => value ? "true" : "false";

    public override void WriteSchema(Utf8JsonWriter json, bool standard)
    {
        json.WriteString("type", "boolean");
        json.WriteBoolean("default", standard);
    }
}

/// <summary>Any text; nothing where it is allowed.</summary>
internal sealed record AnyText(bool Nullable) : ConfigType<string?>
{
    public override string Wanted => Nullable ? "a text, or null" : "a text";

    public override bool TryParse(ConfigValue value, out string? result)
    {
        result = value.Text;
        return value.Items is null && (Nullable || !string.IsNullOrWhiteSpace(value.Text));
    }

    // A JSON string is a YAML string in double quotes.
    public override string Format(string? value) =>
        value is null ? "null" : $"\"{JsonEncodedText.Encode(value, JsonTextEncoder.Readable)}\"";

    public override void WriteSchema(Utf8JsonWriter json, string? standard)
    {
        json.WriteStartArray("type");
        json.WriteStringValue("string");
        if (Nullable) json.WriteStringValue("null");
        json.WriteEndArray();
        json.WriteString("default", standard);
    }
}

/// <summary>One of a few names.</summary>
internal sealed record OneOf<T>(params (string Name, T Value)[] Choices) : ConfigType<T>
    where T : struct, Enum
{
    public override string Wanted => $"one of {string.Join(", ", Choices.Select(choice => choice.Name))}";

    public override bool TryParse(ConfigValue value, out T result)
    {
        var index = Array.FindIndex(Choices, choice =>
            string.Equals(choice.Name, value.Text, StringComparison.OrdinalIgnoreCase));
        result = index < 0 ? default : Choices[index].Value;
        return index >= 0;
    }

    public override string Hint(ConfigValue value) =>
        value.Text is { } text ? NearestName.Hint(text, Choices.Select(choice => choice.Name)) : "";

    public override string Format(T value) => Choices.First(choice => choice.Value.Equals(value)).Name;

    public override void WriteSchema(Utf8JsonWriter json, T standard)
    {
        json.WriteStartArray("enum");
        foreach (var (name, _) in Choices) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteString("default", Format(standard));
    }
}

/// <summary>Weights of the classes: a name or a list.</summary>
internal sealed record WeightsOfClasses : ConfigType<ClassWeights>
{
    public override string Wanted => "none, balanced, or a list of positive numbers, one per class";

    public override bool TryParse(ConfigValue value, out ClassWeights result)
    {
        result = value.Text == "balanced" ? ClassWeights.Balanced : ClassWeights.None;
        if (value.Items is null) return value.IsNull || value.Text is "none" or "balanced";
        var weights = new List<double>();
        var positive = new Number(double.Epsilon, double.MaxValue, Nullable: false);
        foreach (var item in value.Items)
        {
            if (!positive.TryParse(new(item), out var weight)) return false;
            weights.Add(weight.GetValueOrDefault());
        }

        if (weights.Count == 0) return false;
        result = ClassWeights.Of(weights);
        return true;
    }

    public override string Format(ClassWeights value) => value.ToString();

    public override void WriteSchema(Utf8JsonWriter json, ClassWeights standard)
    {
        json.WriteStartArray("oneOf");
        json.WriteStartObject();
        json.WriteStartArray("enum");
        json.WriteStringValue("none");
        json.WriteStringValue("balanced");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("type", "array");
        json.WriteNumber("minItems", 1);
        json.WriteStartObject("items");
        json.WriteString("type", "number");
        json.WriteNumber("exclusiveMinimum", 0);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("default", Format(standard));
    }
}
