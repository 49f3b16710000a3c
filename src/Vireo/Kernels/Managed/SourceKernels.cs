using System.Numerics;
using System.Runtime.InteropServices;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Writes one number everywhere.</summary>
internal sealed class FillKernel : Kernel
{
    private readonly byte[] _element;

    public FillKernel(double value, DType type)
    {
        var memory = new MemorySlice(new AlignedMemory(8));
        HostData.Store([value], memory, new Operand([1], type));
        _element = memory.Span<byte>()[..type.Size].ToArray();
    }

    public override string Name => "managed fill";

    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        var y = outputs[0].Span<byte>();
        switch (_element.Length)
        {
            case 1: y.Fill(_element[0]); break;
            case 2: MemoryMarshal.Cast<byte, ushort>(y).Fill(BitConverter.ToUInt16(_element)); break;
            case 4: MemoryMarshal.Cast<byte, uint>(y).Fill(BitConverter.ToUInt32(_element)); break;
            default: MemoryMarshal.Cast<byte, ulong>(y).Fill(BitConverter.ToUInt64(_element)); break;
        }
    }
}

/// <summary>Random numbers, block by block on all workers.</summary>
internal sealed class RandomUniformKernel<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int PartLength = 1 << 13;

    private readonly RandomUniform _op;
    private readonly Action<int> _part;
    private MemorySlice _target;
    private ulong _seed;
    private ulong _stream;

    public RandomUniformKernel(RandomUniform op) => (_op, _part) = (op, RunPart);

    public override string Name => "managed philox";

    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        var state = inputs[0].Span<long>();
        (_seed, _stream) = _op.Key(state[0], state[1]);
        _target = outputs[0];
        Workers.For((int)((_op.Shape.Count + PartLength - 1) / PartLength), _part);
    }

    private void RunPart(int part)
    {
        var start = (long)part * PartLength;
        var y = _target.Span<T>(start, (int)Math.Min(PartLength, _op.Shape.Count - start));
        for (var i = 0; i < y.Length; i += 4)
        {
            var block = Rng.At(_seed, _stream, (ulong)(start + i) / 4);
            y[i] = Unit(block.A);
            if (i + 1 < y.Length) y[i + 1] = Unit(block.B);
            if (i + 2 < y.Length) y[i + 2] = Unit(block.C);
            if (i + 3 < y.Length) y[i + 3] = Unit(block.D);
        }
    }

    private static T Unit(uint word) => T.CreateTruncating((word >> 8) * (1f / (1 << 24)));
}
