using System.CommandLine;
using Vireo.Native;
using Vireo.Training.Runs;

namespace Vireo.Cli.Commands;

/// <summary><c>vireo doctor</c>: what this machine offers.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var json = Shared.Json();
        var command = new ExampleCommand(
            "doctor", "Show what this machine offers: libraries found and missing, cores, memory.",
            "vireo doctor") { json };
        command.SetAction(args =>
        {
            var here = RunMachine.Here();
            var found = new DoctorLine(
                VireoVersion.Text, here.System, here.Runtime, here.Architecture, here.Cores, Workers.Count,
                here.VectorBits, here.MemoryBytes, $"{Precision.Automatic}", Precision.Reason,
                [.. NativeLibraries.Report().Select(Line)]);
            if (args.GetValue(json)) CliJson.Print(found, j => j.DoctorLine);
            else Print(found);
            return 0;
        });
        return command;
    }

    private static LibraryLine Line(NativeLibraryInfo library) => new(
        library.Name, library.Found, library.Version, library.File, library.Found ? null : library.Reason,
        library.Brings, library.Found ? null : library.Install);

    private static void Print(DoctorLine found)
    {
        Console.WriteLine($"Vireo {found.Version} on {found.Runtime}, {found.System} ({found.Architecture})");
        Console.WriteLine($"cores {found.Cores}, threads that compute {found.Threads}, "
            + $"vectors of {found.VectorBits} bits, memory {Text.Bytes(found.MemoryBytes)}");
        Console.WriteLine($"precision auto is {found.Precision}: {found.PrecisionReason}");
        foreach (var library in found.Libraries)
        {
            Console.WriteLine(library.Found
                ? $"{library.Name} {library.Version} found as {library.File}: {library.Brings}"
                : $"{library.Name} is not used ({library.Reason}); it brings {library.Brings}.\n"
                    + $"  To get it: {library.Install}");
        }
    }
}
