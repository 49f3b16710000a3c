using System.Diagnostics;
using System.Globalization;

namespace Vireo.Cli.Tests;

/// <summary>The built command line as a process of its own.</summary>
public sealed class VireoProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private VireoProcess(Process process)
    {
        _process = process;
        (_output, _errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    /// <summary>What came of a run.</summary>
    public sealed record Result(int Exit, string Output, string Errors)
    {
        /// <summary>Lines of the standard output.</summary>
        public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        /// <summary>Asserts that all went well.</summary>
        public Result Succeeded()
        {
            Assert.True(Exit == 0, $"exit code {Exit}\n{Output}\n{Errors}");
            return this;
        }
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Runs to the end.</summary>
    public static Result Run(params IEnumerable<string> arguments)
    {
        using var process = Start(arguments);
        return process.Wait();
    }

    /// <summary>Runs to the end in a folder.</summary>
    public static Result RunIn(string folder, params IEnumerable<string> arguments) =>
        RunProgram("dotnet", folder, arguments.Prepend(Path.Combine(AppContext.BaseDirectory, "Vireo.Cli.dll")));

    /// <summary>Runs to the end in an environment with one more variable.</summary>
    public static Result RunWith(string variable, string value, params IEnumerable<string> arguments)
    {
        using var process = Start((variable, value), arguments);
        return process.Wait();
    }

    /// <summary>Runs another program to the end, in a folder.</summary>
    public static Result RunProgram(string program, string folder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Start(start, null, arguments);
        return process.Wait();
    }

    /// <summary>Starts and returns.</summary>
    public static VireoProcess Start(params IEnumerable<string> arguments) => Start(null, arguments);

    private static VireoProcess Start((string Name, string Value)? variable, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Vireo.Cli.dll"));
        return Start(start, variable, arguments);
    }

    private static VireoProcess Start(
        ProcessStartInfo start, (string Name, string Value)? variable, IEnumerable<string> arguments)
    {
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var setting in start.Environment.Keys.Where(k => k.StartsWith("VIREO__", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(setting);
        }

        // Several test processes share the cores; two threads that wait for each other would wait for all the rest too.
        start.Environment["VIREO_THREADS"] = "1";
        if (variable is var (name, value)) start.Environment[name] = value;
        return new(Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start"));
    }

    /// <summary>Waits for the end.</summary>
    public Result Wait()
    {
        if (!_process.WaitForExit(Patience)) throw new TimeoutException($"still running after {Patience}");
        return new(_process.ExitCode, _output.Result, _errors.Result);
    }

    /// <summary>Ends it without warning, as a power cut does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Its number.</summary>
    public int Id => _process.Id;

    /// <summary>Sends a signal by its name, such as TERM.</summary>
    public void Signal(string name) => Process.Start(
        "kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
