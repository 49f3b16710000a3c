namespace Vireo.Training.Config;

/// <summary>Parts of two models whose outputs are to be alike.</summary>
/// <param name="Student">Path of a part of the student, such as <c>layer3</c>.</param>
/// <param name="Teacher">Path of a part of the teacher.</param>
public readonly record struct FeaturePair(string Student, string Teacher);
