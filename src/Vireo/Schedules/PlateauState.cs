namespace Vireo.Schedules;

/// <summary>What a <see cref="PlateauRule"/> remembers; numbers only, to be saved with a checkpoint.</summary>
/// <param name="Factor">Factor of the rate in force.</param>
/// <param name="Best">Best metric so far.</param>
/// <param name="Waiting">Metrics since then.</param>
/// <param name="Resting">Metrics still to be passed over after a cut.</param>
/// <param name="IsOver">Whether training should stop.</param>
public readonly record struct PlateauState(double Factor, double Best, int Waiting, int Resting, bool IsOver);
