using Vireo.Kernels;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Testing;

/// <summary>Kernels, in the layouts that the op asks for, against the reference.</summary>
internal static class KernelCheck
{
    public static void Run(OpTrial trial)
    {
        foreach (var type in (DType[])[DType.F64, DType.F32])
        {
            foreach (var backend in Enum.GetValues<Backend>()) Run(trial, type, backend);
        }
    }

    private static void Run(OpTrial trial, DType type, Backend backend)
    {
        var op = trial.Case.Op;
        var specs = trial.Specs(type);
        Operand[] inputs = [.. specs.Select((s, i) => Place(op, s, op.IsImageInput(i)))];
        Operand[] outputs = [.. op.Infer(specs).Select((s, i) => Place(op, s, op.IsImageOutput(i)))];
        // A kernel may cut its work by the number of threads it is made for.
        byte[][]? alone = null;
        foreach (var threads in backend == Backend.Managed ? (int[])[1, 2, 4] : [Workers.Count])
        {
            if (Compute(trial, backend, inputs, outputs, threads) is not var (name, results)) return;
            for (var k = 0; k < results.Length; k++)
            {
                var found = KernelCatalog.Read(results[k], outputs[k]);
                Check.Close(trial.Truth[k], found, trial.Tolerance(type), $"{name} for {op}, output {k}");
                if (alone is null || alone[k].AsSpan().SequenceEqual(results[k].Span<byte>())) continue;
                throw new InvalidOperationException(
                    $"{name} for {op}, output {k}: other bits with {threads} threads than with one");
            }

            alone ??= [.. results.Select(r => r.Span<byte>().ToArray())];
        }
    }

    private static (string Name, MemorySlice[] Results)? Compute(
        OpTrial trial, Backend backend, Operand[] inputs, Operand[] outputs, int threads)
    {
        (string, MemorySlice[])? result = null;
        Engine.Run(() =>
        {
            var before = Workers.Count;
            try
            {
                Workers.Count = threads;
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
                Workers.Count = before;
            }
        });
        return result;
    }

    private static Operand Place(Op op, TensorSpec spec, bool isImage) => new(
        spec.Shape, spec.DType,
        spec.Shape.Rank == 4 && isImage && op.Layouts == LayoutRule.Images ? Layout.ChannelsLast : Layout.RowMajor);
}
