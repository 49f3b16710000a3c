namespace Vireo.Training.Classification;

/// <summary>How long a run will take, from a few of its own steps.</summary>
public sealed record TimeForecast
{
    /// <summary>Steps that are measured.</summary>
    public const int Steps = 20;

    /// <summary>Mean duration of a batch in seconds, waiting for its images included.</summary>
    public required double BatchSeconds { get; init; }

    /// <summary>Share of it spent waiting for images, 0 to 1; zero without data.</summary>
    public required double DataWait { get; init; }

    /// <summary>Images per batch.</summary>
    public required int BatchSize { get; init; }

    /// <summary>What a run spends once, in seconds: reading the data, compiling, what the first steps take longer than
    /// the later ones, the report.</summary>
    public double SetupSeconds { get; init; }

    /// <summary>Batches of an epoch; zero without data.</summary>
    public int BatchesPerEpoch { get; init; }

    /// <summary>Duration of judging the validation images, in seconds.</summary>
    public double ValidationSeconds { get; init; }

    /// <summary>Duration of saving a checkpoint, in seconds.</summary>
    public double SaveSeconds { get; init; }

    /// <summary>Epochs of the run.</summary>
    public int Epochs { get; init; }

    /// <summary>Duration of an epoch in seconds.</summary>
    public double EpochSeconds => BatchesPerEpoch * BatchSeconds + ValidationSeconds + SaveSeconds;

    /// <summary>Duration of the run in seconds.</summary>
    public double TotalSeconds => SetupSeconds + Epochs * EpochSeconds;

    /// <summary>Runs <see cref="Steps"/> batches, after as many that warm up, with a learning rate of zero; nothing is
    /// learned, and nothing stays.</summary>
    /// <param name="request">Model, sizes and data.</param>
    /// <param name="epochs">Epochs of the run; null for those of the configuration.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="UsageException">There is no such run or model.</exception>
    /// <exception cref="BadDataException">The data cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="VireoException">The folder for temporary files cannot hold a checkpoint.</exception>
    public static TimeForecast Probe(
        ProfileRequest request, int? epochs = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Data is null)
        {
            var profile = TrainingProfile.Run(request with { Steps = Steps }, cancellation);
            return new()
            {
                BatchSeconds = profile.Steps.Average(s => s.Duration.TotalSeconds), DataWait = 0,
                BatchSize = profile.Images,
            };
        }

        var folder = Directory.CreateTempSubdirectory("vireo-probe-").FullName;
        try
        {
            return new Rehearsal(request, folder).Forecast(epochs, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
