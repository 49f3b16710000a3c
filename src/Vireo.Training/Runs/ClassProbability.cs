namespace Vireo.Training.Runs;

/// <summary>A class and how probable it is, 0 to 1.</summary>
public readonly record struct ClassProbability(string Class, float Probability);
