namespace Vireo.Training.Runs;

/// <summary>A file to go into a checkpoint.</summary>
/// <param name="Name">Plain file name, such as <c>weights.safetensors</c>.</param>
/// <param name="Write">Writes the content; called once.</param>
public sealed record CheckpointFile(string Name, Action<Stream> Write);
