using Vireo.Kernels;
using Vireo.Native;

namespace Vireo.Testing;

/// <summary>Kernels, in the layouts that the op asks for, against the reference.</summary>
internal static class KernelCheck
{
    public static void Run(OpTrial trial)
    {
        foreach (var type in (DType[])[DType.F64, DType.F32])
        {
            foreach (var backend in Enum.GetValues<Backend>())
            {
                var (inputs, outputs) = trial.Case.Operands(type);
                Run(trial, type, backend, inputs, outputs);
            }
        }

        RunBrain(trial);
    }

    /// <summary>Kernels offered for brain floats, on numbers that are such.</summary>
    private static void RunBrain(OpTrial trial)
    {
        var (singles, results) = trial.Case.Operands(DType.F32);
        if (KernelCatalog.WithBrainFloats(trial.Case.Op, singles, results) is not var (inputs, outputs)) return;
        trial = trial.Rounded([.. inputs.Select(o => o.DType == DType.BF16)]);
        foreach (var backend in (Backend[])[Backend.OneDnn, Backend.Managed])
        {
            Run(trial, DType.BF16, backend, inputs, outputs);
        }
    }

    private static void Run(OpTrial trial, DType type, Backend backend, Operand[] inputs, Operand[] outputs)
    {
        var op = trial.Case.Op;
        if (backend == Backend.OneDnn && Compute(trial, backend, inputs, outputs) is var (team, free))
        {
            Compare(trial, type, outputs, free, team);
        }

        byte[][]? alone = null;
        foreach (var threads in (int[])[1, 2, 4])
        {
            if (Compute(trial, backend, inputs, outputs, threads) is not var (name, results)) return;
            Compare(trial, type, outputs, results, name);
            for (var k = 0; k < results.Length; k++)
            {
                if (alone is null || alone[k].AsSpan().SequenceEqual(results[k].Span<byte>())) continue;
                throw new InvalidOperationException(
                    $"{name} for {op}, output {k}: other bits with {threads} threads than with one");
            }

            alone ??= [.. results.Select(r => r.Span<byte>().ToArray())];
        }
    }

    private static void Compare(OpTrial trial, DType type, Operand[] outputs, MemorySlice[] results, string name)
    {
        for (var k = 0; k < results.Length; k++)
        {
            var found = KernelCatalog.Read(results[k], outputs[k]);
            Check.Close(trial.Truth[k], found, trial.Tolerance(type), $"{name} for {trial.Case.Op}, output {k}");
        }
    }

    /// <summary>What a backend makes of the numbers; null when it has no kernel.</summary>
    /// <param name="trial">The numbers.</param>
    /// <param name="backend">The backend.</param>
    /// <param name="inputs">Where they lie.</param>
    /// <param name="outputs">Where the results lie.</param>
    /// <param name="threads">Threads of a deterministic run; null for one as users have it by default.</param>
    private static (string Name, MemorySlice[] Results)? Compute(
        OpTrial trial, Backend backend, Operand[] inputs, Operand[] outputs, int? threads = null)
    {
        (string, MemorySlice[])? result = null;
        Engine.Run(() =>
        {
            var (team, deterministic) = (Workers.Count, OneDnn.IsDeterministic);
            try
            {
                (Workers.Count, OneDnn.IsDeterministic) = (threads ?? team, threads is not null);
                if (KernelCatalog.TryCreate(backend, trial.Case.Op, inputs, outputs) is not { } kernel) return;
                var x = inputs.Select(o => new MemorySlice(new AlignedMemory(o.Bytes))).ToArray();
                var y = outputs.Select(o => new MemorySlice(new AlignedMemory(o.Bytes))).ToArray();
                for (var i = 0; i < x.Length; i++) KernelCatalog.Write(trial.Values[i], x[i], inputs[i]);
                // What a kernel leaves out or reads before it is written shows as not a number.
                foreach (var slice in y) slice.Span<byte>().Fill(0xFF);
                var scratch = new MemorySlice(new AlignedMemory(kernel.ScratchBytes));
                scratch.Span<byte>().Fill(0xFF);
                kernel.Run(x, y, scratch);
                result = (kernel.Name, y);
            }
            finally
            {
                (Workers.Count, OneDnn.IsDeterministic) = (team, deterministic);
            }
        });
        return result;
    }
}
