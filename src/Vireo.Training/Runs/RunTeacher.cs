namespace Vireo.Training.Runs;

/// <summary>Whom a run learns from.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Hash">Which one it is; see <see cref="Distillation.Teacher.Hash"/>.</param>
public sealed record RunTeacher(string Model, string Hash);
