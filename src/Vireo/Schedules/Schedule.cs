namespace Vireo.Schedules;

/// <summary>Learning rate as a function of the step: a factor of the base rate. The trainer says how many steps there
/// are, so a schedule cannot disagree with the run it steers.</summary>
public abstract record Schedule
{
    /// <summary>Factor of the base rate in force during a step.</summary>
    /// <param name="step">From zero on.</param>
    /// <param name="total">Steps of the whole run.</param>
    public abstract double Factor(long step, long total);

    /// <summary>Momentum in force during a step; null where the schedule leaves it alone.</summary>
    /// <inheritdoc cref="Factor"/>
    public virtual double? Momentum(long step, long total) => null;
}
