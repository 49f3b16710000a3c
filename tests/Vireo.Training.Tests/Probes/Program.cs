namespace Vireo.Training.Tests.Probes;

/// <summary>Runs a probe and prints what it measured.</summary>
internal static class Program
{
    private static void Main(string[] arguments)
    {
        var lines = arguments[0] switch
        {
            "steps" => StepProbe.Run(Precision.Single),
            "brain steps" => StepProbe.Run(Precision.Brain),
            "memory" => MemoryProbe.Run(),
            var other => throw new ArgumentException($"no probe {other}"),
        };
        foreach (var line in lines) Console.WriteLine(line);
    }
}
