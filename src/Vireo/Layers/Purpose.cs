namespace Vireo.Layers;

/// <summary>What a graph is built for. It decides whether dropout drops and which statistics batch norm uses; no flag
/// on a module can be forgotten.</summary>
public enum Purpose
{
    /// <summary>Predicting: running statistics, nothing dropped.</summary>
    Inference,

    /// <summary>Learning: the batch's own statistics, dropout and stochastic depth active.</summary>
    Training,
}
