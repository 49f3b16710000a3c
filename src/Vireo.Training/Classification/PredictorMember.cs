using Vireo.Training.Bundles;
using Vireo.Training.Config;

namespace Vireo.Training.Classification;

/// <summary>One model of a predictor with its compiled steps.</summary>
internal sealed class PredictorMember
{
    private readonly Dictionary<int, EvaluationStep> _steps = [];
    private readonly ModelBundle _bundle;
    private readonly Precision _precision;
    private EvaluationStep? _features;
    private bool _isDisposed;

    public PredictorMember(ModelBundle bundle, PrecisionChoice? precision) => (_bundle, _precision) =
        (bundle, precision?.ForSteps ?? bundle.Description.PrecisionForSteps);

    private int Side => _bundle.Description.Preprocessing.Size;

    /// <summary>Probabilities <c>[N, classes]</c> of images <c>[N, S, S, 3]</c>, in the order of the model's own
    /// classes.</summary>
    /// <param name="images">What the model sees.</param>
    /// <param name="count">N.</param>
    /// <param name="batch">Images of a run of the step; at least N.</param>
    /// <param name="mirrors">Whether it is the mean with the mirror images.</param>
    public float[] Run(ReadOnlySpan<float> images, int count, int batch, bool mirrors) =>
        Run(StepFor(batch), images, count, mirrors);

    /// <summary>What the last layer that weighs reads of one image, <c>[features]</c>.</summary>
    public float[] Features(ReadOnlySpan<float> image, bool mirrors)
    {
        EvaluationStep step;
        lock (_steps)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(Predictor));
            step = _features ??= EvaluationStep.OfFeatures(_bundle.Model, Side, _precision);
        }

        return Run(step, image, 1, mirrors);
    }

    /// <summary>The step for a number of images; compiled when it is first asked for.</summary>
    public EvaluationStep StepFor(int batch)
    {
        lock (_steps)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(Predictor));
            if (!_steps.TryGetValue(batch, out var step))
                _steps[batch] = step = new(_bundle.Model, batch, Side, _precision);
            return step;
        }
    }

    /// <summary>Lets go of steps and their memory.</summary>
    public void Dispose()
    {
        lock (_steps)
        {
            _isDisposed = true;
            _steps.Clear();
            _features = null;
        }
    }

    private float[] Run(EvaluationStep step, ReadOnlySpan<float> images, int count, bool mirrors)
    {
        var numbers = step.Run(images, count);
        if (!mirrors) return numbers;
        var others = step.Run(Mirrored(images), count);
        for (var i = 0; i < numbers.Length; i++) numbers[i] = (numbers[i] + others[i]) / 2;
        return numbers;
    }

    /// <summary>Images <c>[N, S, S, 3]</c> with the order of their columns reversed.</summary>
    private float[] Mirrored(ReadOnlySpan<float> images)
    {
        var (result, row) = (new float[images.Length], 3 * Side);
        for (var start = 0; start < images.Length; start += row)
        {
            for (var x = 0; x < row; x += 3)
                images.Slice(start + x, 3).CopyTo(result.AsSpan(start + row - 3 - x));
        }

        return result;
    }
}
