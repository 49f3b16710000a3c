using Vireo.Cli.Commands;

namespace Vireo.Cli;

/// <summary>The program that does nothing but predict: <c>predictor MODEL FILE...</c>. It is what
/// <c>vireo predict</c> is, without all that training takes.</summary>
internal static class PredictorApp
{
    /// <summary>Says what images show.</summary>
    /// <returns>The exit status; see docs/errors.md.</returns>
    public static int Run(string[] arguments) =>
        CommandLine.Run(PredictCommand.Create("predictor", "predictor"), arguments);
}
