namespace Vireo.Training.Config;

/// <summary>What a <see cref="PrecisionChoice"/> means here.</summary>
public static class PrecisionChoices
{
    extension(PrecisionChoice choice)
    {
        /// <summary>The choice with <see cref="PrecisionChoice.Auto"/> decided for this machine.</summary>
        public PrecisionChoice Decided => choice != PrecisionChoice.Auto ? choice
            : Precision.Automatic.Compute == DType.BF16 ? PrecisionChoice.Bf16
            : PrecisionChoice.F32;

        /// <summary>What steps are compiled with.</summary>
        public Precision ForSteps => choice.Decided == PrecisionChoice.Bf16 ? Precision.Brain : Precision.Single;
    }
}
