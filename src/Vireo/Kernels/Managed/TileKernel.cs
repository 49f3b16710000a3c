using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Vireo.Graph;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Runs a tile program: the elements of the result are cut into parts for the workers and into tiles for the
/// first-level cache; a tile goes through all lines before the next one is touched.</summary>
internal sealed class TileKernel<T> : Kernel, IPartedKernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int TileLength = 1024;
    private const int TilesPerPart = 16;

    // Tiles side by side must not begin at the same place of a page: loads would wait for stores of others.
    private const int RegisterStep = TileLength + 48;

    [ThreadStatic]
    private static T[]? s_registers;

    private readonly TileProgram _program;
    private readonly TileFunction<T>[] _functions;
    private readonly Operand[] _inputs;
    private readonly Operand[] _outputs;
    private readonly TileAccess[] _access;
    private readonly int[] _outputOfLine;
    private readonly long _count;
    private readonly Action<int> _part;
    private readonly MemorySlice[] _inputMemory;
    private readonly MemorySlice[] _outputMemory;
    private readonly T[] _numbers;
    private readonly T[] _constants;

    public TileKernel(TileProgram program, Operand[] inputs, Operand[] outputs)
    {
        (_program, _inputs, _outputs) = (program, inputs, outputs);
        _functions = [.. program.Lines.Select(line => TileFunctions<T>.For(line.Op))];
        _access = [.. inputs.Select(input => new TileAccess(input, outputs[0]))];
        _outputOfLine = [.. program.Lines.Select((_, line) => program.Results.ToList().IndexOf(line))];
        _count = outputs[0].Shape.Count;
        _part = RunPart;
        _inputMemory = new MemorySlice[inputs.Length];
        _outputMemory = new MemorySlice[outputs.Length];
        _numbers = new T[inputs.Length];
        _constants = [.. program.Constants.Select(T.CreateTruncating)];
    }

    public override string Name => $"managed tiles x{_program.Lines.Count}";

    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        if (_count == 0) return;
        Begin(inputs, outputs, scratch);
        Workers.For(Parts, _part);
    }

    public int Parts => (int)((_count + TileLength * TilesPerPart - 1) / (TileLength * TilesPerPart));

    public void Begin(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        if (_count == 0) return;
        inputs.CopyTo(_inputMemory);
        outputs.CopyTo(_outputMemory);
        for (var i = 0; i < inputs.Length; i++)
        {
            if (_access[i].IsNumber) Load(i, 0, _numbers.AsSpan(i, 1));
        }
    }

    public void End()
    {
    }

    public void RunPart(int part)
    {
        // Registers: one tile per line, then one per input that cannot be read in place.
        var needed = (_program.Lines.Count + _inputs.Length) * RegisterStep;
        if (s_registers is null || s_registers.Length < needed) s_registers = new T[needed];
        var registers = s_registers.AsSpan();
        var start = (long)part * TileLength * TilesPerPart;
        var end = Math.Min(_count, start + TileLength * TilesPerPart);
        for (; start < end; start += TileLength)
        {
            RunTile(start, (int)Math.Min(TileLength, end - start), registers);
        }
    }

    private void RunTile(long start, int length, Span<T> registers)
    {
        for (var i = 0; i < _inputs.Length; i++)
        {
            if (!_access[i].IsNumber && !InPlace(i))
                Load(i, start, Register(registers, _program.Lines.Count + i, length));
        }

        for (var line = 0; line < _functions.Length; line++)
        {
            var (_, a, b, c) = _program.Lines[line];
            var output = _outputOfLine[line];
            var direct = output >= 0 && IsCompute(_outputs[output].DType);
            var y = direct
                ? _outputMemory[output].Span<T>(start, length)
                : Register(registers, line, length);
            _functions[line](
                Operand(a, start, length, registers), Operand(b, start, length, registers),
                Operand(c, start, length, registers), y);
            if (output >= 0 && !direct) Store(output, start, y);
        }
    }

    private ReadOnlySpan<T> Operand(TileProgram.TileOperand operand, long start, int length, Span<T> registers)
    {
        switch (operand.From)
        {
            case TileProgram.From.Constant:
                return _constants.AsSpan(operand.Number, 1);
            case TileProgram.From.Input when _access[operand.Number].IsNumber:
                return _numbers.AsSpan(operand.Number, 1);
            case TileProgram.From.Input when InPlace(operand.Number):
                return _inputMemory[operand.Number].Span<T>(start, length);
            case TileProgram.From.Input:
                return Register(registers, _program.Lines.Count + operand.Number, length);
            case TileProgram.From.Line:
                var output = _outputOfLine[operand.Number];
                return output >= 0 && IsCompute(_outputs[output].DType)
                    ? _outputMemory[output].Span<T>(start, length)
                    : Register(registers, operand.Number, length);
            default:
                return [];
        }
    }

    private static Span<T> Register(Span<T> registers, int index, int length) =>
        registers.Slice(index * RegisterStep, length);

    private static bool IsCompute(DType type) => type == (typeof(T) == typeof(float) ? DType.F32 : DType.F64);

    private bool InPlace(int input) => _access[input].IsDense && IsCompute(_inputs[input].DType);

    private void Load(int input, long start, Span<T> target)
    {
        var memory = _inputMemory[input];
        switch (_inputs[input].DType)
        {
            case DType.F32: Convert<float>(input, memory, start, target); break;
            case DType.F64: Convert<double>(input, memory, start, target); break;
            case DType.BF16: Widen(input, memory.Span<ushort>(), start, target); break;
            case DType.I32: Convert<int>(input, memory, start, target); break;
            case DType.I64: Convert<long>(input, memory, start, target); break;
            case DType.I8: Convert<sbyte>(input, memory, start, target); break;
            default: Convert<byte>(input, memory, start, target); break;
        }
    }

    private void Convert<TIn>(int input, MemorySlice memory, long start, Span<T> target)
        where TIn : unmanaged, INumber<TIn>
    {
        var access = _access[input];
        var source = memory.Span<TIn>();
        if (typeof(TIn) == typeof(T) && !access.IsNumber)
        {
            access.Gather(MemoryMarshal.Cast<TIn, T>(source), start, target);
            return;
        }

        if (access.IsNumber)
        {
            target.Fill(T.CreateTruncating(source[0]));
            return;
        }

        Span<TIn> gathered = stackalloc TIn[TileLength];
        gathered = gathered[..target.Length];
        if (access.IsDense) gathered = source.Slice((int)start, target.Length);
        else access.Gather<TIn>(source, start, gathered);
        TensorPrimitives.ConvertTruncating<TIn, T>(gathered, target);
    }

    private void Widen(int input, scoped ReadOnlySpan<ushort> source, long start, Span<T> target)
    {
        var access = _access[input];
        if (access.IsNumber)
        {
            target.Fill(T.CreateTruncating(BFloat.ToSingle(source[0])));
            return;
        }

        Span<ushort> gathered = stackalloc ushort[TileLength];
        gathered = gathered[..target.Length];
        if (access.IsDense) source = source.Slice((int)start, target.Length);
        else
        {
            access.Gather(source, start, gathered);
            source = gathered;
        }

        if (typeof(T) == typeof(float)) BrainFloat.Widen(source, MemoryMarshal.Cast<T, float>(target));
        else
        {
            for (var i = 0; i < target.Length; i++) target[i] = T.CreateTruncating(BFloat.ToSingle(source[i]));
        }
    }

    private static void Narrow(ReadOnlySpan<T> y, Span<ushort> target)
    {
        if (typeof(T) == typeof(float)) BrainFloat.Narrow(MemoryMarshal.Cast<T, float>(y), target);
        else
        {
            for (var i = 0; i < y.Length; i++) target[i] = BFloat.FromSingle(float.CreateTruncating(y[i]));
        }
    }

    private void Store(int output, long start, ReadOnlySpan<T> y)
    {
        var memory = _outputMemory[output];
        switch (_outputs[output].DType)
        {
            case DType.I8 or DType.U8 when typeof(T) == typeof(float) && IsByte(output):
                WholeBytes.Narrow(MemoryMarshal.Cast<T, float>(y), memory.Span<byte>(start, y.Length));
                break;
            case DType.F32: TensorPrimitives.ConvertTruncating(y, memory.Span<float>(start, y.Length)); break;
            case DType.F64: TensorPrimitives.ConvertTruncating(y, memory.Span<double>(start, y.Length)); break;
            case DType.BF16: Narrow(y, memory.Span<ushort>(start, y.Length)); break;
            case DType.I32: TensorPrimitives.ConvertTruncating(y, memory.Span<int>(start, y.Length)); break;
            case DType.I64: TensorPrimitives.ConvertTruncating(y, memory.Span<long>(start, y.Length)); break;
            case DType.I8: TensorPrimitives.ConvertTruncating(y, memory.Span<sbyte>(start, y.Length)); break;
            case DType.Bool: StoreTruth(y, memory.Span<byte>(start, y.Length)); break;
            default: TensorPrimitives.ConvertTruncating(y, memory.Span<byte>(start, y.Length)); break;
        }
    }

    /// <summary>Whether a result is whole and fits into a byte.</summary>
    private bool IsByte(int output) => _program.Lines[_program.Results[output]].Op is Quantise;

    private static void StoreTruth(ReadOnlySpan<T> y, Span<byte> target)
    {
        for (var i = 0; i < y.Length; i++) target[i] = y[i] != T.Zero ? (byte)1 : (byte)0;
    }
}
