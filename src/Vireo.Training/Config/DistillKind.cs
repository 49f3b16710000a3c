namespace Vireo.Training.Config;

/// <summary>What a student's scores are compared with a teacher's by.</summary>
public enum DistillKind
{
    /// <summary>Kullback-Leibler divergence at a temperature. Hinton et al. 2015, arXiv:1503.02531.</summary>
    Kl,

    /// <summary>Divergences of the label and of the other classes apart, which needs labels. Zhao et al. 2022,
    /// arXiv:2203.08679.</summary>
    Dkd,

    /// <summary>Jensen-Shannon divergence. Lin 1991.</summary>
    Js,

    /// <summary>Half of both Kullback-Leibler divergences: the symmetric one of SSLD. Cui et al. 2021,
    /// arXiv:2103.05959.</summary>
    Ssld,
}
