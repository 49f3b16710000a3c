namespace Vireo.Profiling;

/// <summary>Part of a training step that work belongs to.</summary>
public enum StepPhase
{
    /// <summary>Waiting for data and bringing it to the engine.</summary>
    Load,

    /// <summary>From the data to the loss.</summary>
    Forward,

    /// <summary>From the loss to the gradients.</summary>
    Backward,

    /// <summary>From the gradients to new variables: norm, clipping, optimizer, averages, running statistics.</summary>
    Update,
}
