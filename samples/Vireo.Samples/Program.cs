using Vireo.Samples;

var samples = new Dictionary<string, Action<TextWriter>>(StringComparer.OrdinalIgnoreCase)
{
    [nameof(TensorsAndGradients)] = TensorsAndGradients.Run,
    [nameof(TrainByHand)] = TrainByHand.Run,
    [nameof(TrainClassifier)] = TrainClassifier.Run,
    [nameof(PredictImage)] = PredictImage.Run,
    [nameof(YourOwnFunction)] = YourOwnFunction.Run,
};
if (args.Length == 1 && samples.TryGetValue(args[0], out var sample))
{
    sample(Console.Out);
    return 0;
}

Console.Error.WriteLine($"Usage: dotnet run --project samples/Vireo.Samples -c Release -- {string.Join('|', samples.Keys)}");
return 2;
