namespace Vireo.Cli;

/// <summary>Turns exceptions into one readable block and an exit status.</summary>
internal static class Errors
{
    /// <summary>The exit status that an exception leads to.</summary>
    public static int StatusOf(Exception failure) => failure switch
    {
        UsageException => 2,
        BadDataException => 3,
        BadModelFileException => 4,
        _ => 1,
    };

    /// <summary>Prints an exception for people: code, message, and with <paramref name="debug"/> where it
    /// happened.</summary>
    public static void Print(Exception failure, bool debug)
    {
        Console.Error.WriteLine(failure is VireoException known
            ? $"error {known.Code}: {known.Reason}"
            : $"error VIR9001: {failure.Message} This is a mistake in Vireo; --debug shows where.");
        if (debug) Console.Error.WriteLine(failure);
    }

    /// <summary>Tells the user something that is no error.</summary>
    public static void Warn(string message) => Console.Error.WriteLine($"note: {message}");
}
