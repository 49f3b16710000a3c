using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Vireo.Onnx.Runtime;

/// <summary>ONNX Runtime in a process of its own, by the npm package <c>onnxruntime-node</c> where node and the package
/// are installed: a peer to compare exported files with.</summary>
public sealed class NodeRuntime
{
    /// <summary>The environment variable that names a folder with the package in its <c>node_modules</c>; without it
    /// the current folder and those above it are searched.</summary>
    public const string FolderVariable = "VIREO_ONNXRUNTIME";

    private const string Package = "onnxruntime-node";
    private static readonly TimeSpan s_mostStart = TimeSpan.FromSeconds(60);

    // Takes the folder of the work and the one where the package is searched. Values travel as raw bytes.
    private const string Script = """
        'use strict';
        const fs = require('fs');
        const path = require('path');
        const [work, home] = process.argv.slice(-2);
        const ort = require(require.resolve('onnxruntime-node', { paths: [home] }));
        const arrays = { float32: Float32Array, uint8: Uint8Array };

        async function main() {
          const { model, input, output, items } = JSON.parse(fs.readFileSync(path.join(work, 'work.json')));
          const session = await ort.InferenceSession.create(model, { logSeverityLevel: 3 });
          const result = fs.openSync(path.join(work, 'result.bin'), 'w');
          for (const { file, type, dims } of items) {
            const bytes = new Uint8Array(fs.readFileSync(path.join(work, file)));
            const data = new arrays[type](bytes.buffer);
            const found = (await session.run({ [input]: new ort.Tensor(type, data, dims) }))[output].data;
            fs.writeSync(result, new Uint8Array(found.buffer, found.byteOffset, found.byteLength));
          }
          fs.closeSync(result);
        }

        main().catch(error => { console.error(String(error.message ?? error)); process.exit(1); });
        """;

    private readonly string _home;

    private NodeRuntime(string home) => _home = home;

    /// <summary>Looks for node and the package.</summary>
    /// <param name="reason">Why there is none, as half a sentence; empty when there is.</param>
    /// <returns>Null when there is none.</returns>
    public static NodeRuntime? Find(out string reason)
    {
        var home = Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named
            ? named : Directory.GetCurrentDirectory();
        var (exit, _) = Node(s_mostStart, "-e", $"require.resolve('{Package}', {{ paths: [process.argv[1]] }})", home);
        reason = exit switch
        {
            0 => "",
            null => "node is not installed",
            _ => $"the npm package {Package} is not installed in {home}; name its folder by {FolderVariable}",
        };
        return exit == 0 ? new(home) : null;
    }

    /// <summary>Runs a file on values one after the other.</summary>
    /// <param name="model">The ONNX file.</param>
    /// <param name="input">Name of the input.</param>
    /// <param name="output">Name of the output, of type F32.</param>
    /// <param name="values">Values of type U8 with their extents; read once, one after the other.</param>
    /// <returns>The outputs, one after the other.</returns>
    /// <exception cref="VireoException"><c>VIR2820</c>: the runtime refused; the message says why.</exception>
    public float[] Run(string model, string input, string output, IEnumerable<(byte[] Pixels, int[] Extents)> values)
    {
        var folder = Directory.CreateTempSubdirectory("vireo-onnx-");
        try
        {
            var work = Path.Combine(folder.FullName, "work.json");
            File.WriteAllBytes(work, Work(folder.FullName, Path.GetFullPath(model), input, output, values));
            var script = Path.Combine(folder.FullName, "run.js");
            File.WriteAllText(script, Script);
            var (exit, errors) = Node(Timeout.InfiniteTimeSpan, script, folder.FullName, _home);
            if (exit != 0) throw new VireoException("VIR2820", $"{model}: ONNX Runtime refuses it: {errors.Trim()}");
            var result = File.ReadAllBytes(Path.Combine(folder.FullName, "result.bin"));
            return MemoryMarshal.Cast<byte, float>(result).ToArray();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static byte[] Work(
        string folder, string model, string input, string output, IEnumerable<(byte[] Pixels, int[] Extents)> values)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("model", model);
            json.WriteString("input", input);
            json.WriteString("output", output);
            json.WriteStartArray("items");
            foreach (var (i, (pixels, extents)) in values.Index())
            {
                File.WriteAllBytes(Path.Combine(folder, $"{i}.bin"), pixels);
                json.WriteStartObject();
                json.WriteString("file", $"{i}.bin");
                json.WriteString("type", "uint8");
                json.WriteStartArray("dims");
                foreach (var extent in extents) json.WriteNumberValue(extent);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static (int? Exit, string Errors) Node(TimeSpan patience, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments)
        {
            RedirectStandardError = true, RedirectStandardOutput = true, StandardErrorEncoding = Encoding.UTF8,
        };
        try
        {
            using var process = Process.Start(start);
            if (process is null) return (null, "");
            var (errors, output) = (process.StandardError.ReadToEndAsync(), process.StandardOutput.ReadToEndAsync());
            if (!process.WaitForExit(patience)) process.Kill(entireProcessTree: true);
            process.WaitForExit();
            output.GetAwaiter().GetResult();
            return (process.ExitCode, errors.GetAwaiter().GetResult());
        }
        catch (Win32Exception)
        {
            return (null, "");
        }
    }
}
