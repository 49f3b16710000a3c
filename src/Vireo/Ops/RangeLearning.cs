namespace Vireo.Ops;

/// <summary>How the step of rounded numbers learns; see <see cref="FakeQuantise"/>.</summary>
public enum RangeLearning
{
    /// <summary>By the error of rounding inside the range and by what is cut off: LSQ. Esser et al. 2019,
    /// arXiv:1902.08153.</summary>
    LearnedStep,

    /// <summary>By what is cut off alone: PACT. Choi et al. 2018, arXiv:1805.06085.</summary>
    Clip,
}
