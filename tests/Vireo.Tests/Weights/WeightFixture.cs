using System.Diagnostics;
using System.Runtime.InteropServices;
using Vireo.Testing;
using Vireo.Weights;

namespace Vireo.Tests.Weights;

/// <summary>What tests/goldens/weights/make.py put into its files, as bytes that Vireo hands out.</summary>
internal static class WeightFixture
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Name, how the entry prints, and its bytes.</summary>
    public static IReadOnlyDictionary<string, (string Shown, byte[] Bytes)> Arrays { get; } =
        new Dictionary<string, (string, byte[])>
        {
            ["conv.weight"] = ("F32 [2, 3, 4]", Bytes(Ramp)),
            // 6e-8 is nearest to the smallest subnormal of half precision, 2^-24.
            ["half"] = ("F32 [4]", Bytes<float>([1, -2.5f, 5.9604645e-8f, float.PositiveInfinity])),
            ["double"] = ("F64 [1, 2]", Bytes<double>([1e300, -1e-300])),
            ["long"] = ("I64 [2]", Bytes<long>([1L << 40, -1])),
            ["int"] = ("I32 [2]", Bytes<int>([1 << 30, -1])),
            ["short"] = ("I32 [2]", Bytes<int>([-32768, 32767])),
            ["char"] = ("I8 [2]", Bytes<sbyte>([-128, 127])),
            ["byte"] = ("U8 [3]", [0, 128, 255]),
            ["bool"] = ("Bool [3]", [1, 0, 1]),
            ["scalar"] = ("I64 []", Bytes<long>([7])),
            ["empty"] = ("F32 [0, 3]", []),
        };

    /// <summary>0 to 23 over 8, less 1.</summary>
    public static float[] Ramp => [.. Enumerable.Range(0, 24).Select(i => i / 8f - 1)];

    /// <summary>Path of a file.</summary>
    public static string File(string name) => RepositoryFiles.Golden($"weights/{name}");

    /// <summary>Asserts that a file holds those arrays.</summary>
    public static void HoldsAll(WeightFile file, params string[] besides)
    {
        Assert.Equal(Arrays.Keys.Concat(besides).Order(), file.Entries.Select(entry => entry.Name).Order());
        foreach (var (name, (shown, bytes)) in Arrays)
        {
            Assert.True(file.TryGet(name, out var entry));
            Assert.Equal($"{name} {shown}", entry.ToString());
            Assert.Equal(bytes, entry.ReadBytes());
        }
    }

    /// <summary>The floats of one tensor.</summary>
    public static float[] Floats(WeightFile file, string name) =>
        file.TryGet(name, out var entry) ? entry.ReadSingles() : throw new KeyNotFoundException(name);

    /// <summary>Runs a script in a Python that has PyTorch and NumPy; the test is skipped where there is
    /// none.</summary>
    public static string RunPython(string script, params string[] arguments)
    {
        Skip.IfNot(Try("import torch, numpy", []).Exit == 0, "There is no Python with PyTorch and NumPy here.");
        var (exit, output) = Try(script, arguments);
        Assert.True(exit == 0, output);
        return output;
    }

    private static (int Exit, string Output) Try(string script, string[] arguments)
    {
        if (!System.IO.File.Exists(Python)) return (-1, "");
        var start = new ProcessStartInfo(Python, ["-c", script, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("python did not start");
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        return (process.ExitCode, output.Result + errors.Result);
    }

    private static byte[] Bytes<T>(ReadOnlySpan<T> values)
        where T : unmanaged => MemoryMarshal.AsBytes(values).ToArray();

    private static byte[] Bytes(float[] values) => Bytes<float>(values);
}
