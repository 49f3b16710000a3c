namespace Vireo.Vision.Augment;

/// <summary>Which table of <see cref="AutoAugmentPolicies"/> is drawn from.</summary>
public enum AutoAugmentPolicy
{
    /// <summary>Found on ImageNet.</summary>
    ImageNet,

    /// <summary>Found on CIFAR-10.</summary>
    Cifar10,

    /// <summary>Found on house numbers (SVHN).</summary>
    HouseNumbers,
}
