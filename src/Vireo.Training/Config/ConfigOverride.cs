namespace Vireo.Training.Config;

/// <summary>A key set on the command line by an option of its own.</summary>
/// <param name="Key">Full name of the key, such as <c>train.epochs</c>.</param>
/// <param name="Value">The text given.</param>
/// <param name="Source">Where it stands, for messages: <c>--epochs 12</c>.</param>
public readonly record struct ConfigOverride(string Key, string Value, string Source);
