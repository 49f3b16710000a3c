namespace Vireo.Training.Config;

/// <summary>Which policy of augmentations is applied between flip and jitter.</summary>
public enum PolicyKind
{
    /// <summary>None.</summary>
    None,

    /// <summary>Pairs of operations found on ImageNet; see <see cref="Vision.Augment.AutoAugment"/>.</summary>
    AutoAugment,

    /// <summary>Two operations of one strength; see <see cref="Vision.Augment.RandAugment"/>.</summary>
    RandAugment,

    /// <summary>One operation of any strength; see <see cref="Vision.Augment.TrivialAugment"/>.</summary>
    TrivialAugment,
}
