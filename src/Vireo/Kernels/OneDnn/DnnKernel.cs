using Vireo.Native;

namespace Vireo.Kernels.OneDnn;

/// <summary>A primitive of oneDNN between operands in our layouts. What the primitive wants in another layout, weights
/// above all, is reordered at every run, into or out of working memory.</summary>
internal sealed class DnnKernel : Kernel
{
    private const long Alignment = 64;

    // Moved by one thread in the time that gathering a team may take.
    private const long SmallReorder = 256 << 10;

    private readonly DnnPrimitive _primitive;
    private readonly Operand[] _operands;
    private readonly DnnOperand[] _arguments;
    private readonly long _scratchpadBytes;
    private long _scratchpadAt;

    /// <summary>Compares layouts and makes the reorders.</summary>
    /// <param name="what">What the primitive does, for the name.</param>
    /// <param name="primitive">The primitive; taken over.</param>
    /// <param name="operands">All operands but the scratchpad.</param>
    private DnnKernel(string what, DnnPrimitive primitive, Operand[] operands)
    {
        Name = $"onednn {what} {primitive.ImplementationName}";
        (_primitive, _operands) = (primitive, operands);
        _scratchpadBytes = primitive.ScratchpadBytes;
        foreach (var operand in operands)
        {
            _scratchpadBytes = Math.Max(_scratchpadBytes, operand.Reorder?.ScratchpadBytes ?? 0);
        }

        PlaceOperands();
        _arguments = new DnnOperand[operands.Length + (primitive.ScratchpadBytes > 0 ? 1 : 0)];
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override long ScratchBytes => _scratchpadAt + Round(_scratchpadBytes);

    /// <inheritdoc/>
    public override long PackedBytes(int input) => Input(input).Reorder is null ? 0 : Input(input).PackedBytes;

    /// <inheritdoc/>
    public override void UsePacked(int input)
    {
        Input(input).IsPacked = true;
        PlaceOperands();
    }

    /// <inheritdoc/>
    public override void Pack(int input, MemorySlice from, MemorySlice packed)
    {
        // Rare enough for a scratchpad of the primitive's own, where it wants one.
        Input(input).Reorder?.Execute((DnnArg.Src, from), (DnnArg.Dst, packed));
    }

    /// <summary>A kernel around a primitive, or null without a primitive or a way between the layouts.</summary>
    /// <param name="what">What the primitive does, for the name.</param>
    /// <param name="primitive">The primitive, if the library has one.</param>
    /// <param name="inputs">Roles and layouts of the inputs in their order.</param>
    /// <param name="outputs">Roles and layouts of the outputs in their order.</param>
    public static DnnKernel? TryCreate(
        string what, DnnPrimitive? primitive, ReadOnlySpan<(DnnArg Arg, DnnMemoryDesc Desc)> inputs,
        ReadOnlySpan<(DnnArg Arg, DnnMemoryDesc Desc)> outputs)
    {
        if (primitive is null) return null;
        var operands = new List<Operand>();
        for (var i = 0; i < inputs.Length; i++)
        {
            operands.Add(new(inputs[i].Arg, i, IsInput: true));
            if (!operands[^1].TryFit(primitive, inputs[i].Desc)) return null;
        }

        for (var i = 0; i < outputs.Length; i++)
        {
            operands.Add(new(outputs[i].Arg, i, IsInput: false));
            if (!operands[^1].TryFit(primitive, outputs[i].Desc)) return null;
        }

        return new(what, primitive, [.. operands]);
    }

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        var scratchpad = _scratchpadBytes > 0 ? scratch.Slice(_scratchpadAt, _scratchpadBytes) : default;
        for (var i = 0; i < _operands.Length; i++)
        {
            var operand = _operands[i];
            var memory = operand.IsInput ? inputs[operand.Index] : outputs[operand.Index];
            if (!operand.IsPacked && operand.Reorder is { } reorder)
            {
                var packed = scratch.Slice(operand.At, operand.PackedBytes);
                if (operand.IsInput) Execute(reorder, memory, packed, scratchpad);
                memory = packed;
            }

            _arguments[i] = new(operand.Arg, memory);
        }

        if (_arguments.Length > _operands.Length) _arguments[^1] = new(DnnArg.Scratchpad, scratchpad);
        _primitive.Execute(_arguments);
        for (var i = 0; i < _operands.Length; i++)
        {
            var operand = _operands[i];
            if (operand.IsInput || operand.Reorder is not { } reorder) continue;
            Execute(reorder, _arguments[i].Memory, outputs[operand.Index], scratchpad);
        }
    }

    private Operand Input(int index) => Array.Find(_operands, o => o.IsInput && o.Index == index)
        ?? throw new ArgumentOutOfRangeException(nameof(index), index, $"{Name} has no such input");

    /// <summary>Gives every operand that is reordered at each run a place in working memory.</summary>
    private void PlaceOperands()
    {
        _scratchpadAt = 0;
        foreach (var operand in _operands.Where(o => o is { Reorder: not null, IsPacked: false }))
        {
            operand.At = _scratchpadAt;
            _scratchpadAt += Round(operand.PackedBytes);
        }
    }

    private static void Execute(DnnPrimitive reorder, MemorySlice from, MemorySlice to, MemorySlice scratchpad)
    {
        if (reorder.ScratchpadBytes == 0) reorder.Execute((DnnArg.Src, from), (DnnArg.Dst, to));
        else reorder.Execute((DnnArg.Src, from), (DnnArg.Dst, to), (DnnArg.Scratchpad, scratchpad));
    }

    private static long Round(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;

    /// <summary>One operand and how it gets into the layout the primitive wants.</summary>
    private sealed record Operand(DnnArg Arg, int Index, bool IsInput)
    {
        /// <summary>From our layout to the primitive's, for outputs the way back; null where they are equal.</summary>
        public DnnPrimitive? Reorder { get; private set; }

        /// <summary>Bytes in the primitive's layout.</summary>
        public long PackedBytes { get; private set; }

        /// <summary>Whether the operand is given in the primitive's layout.</summary>
        public bool IsPacked { get; set; }

        /// <summary>Where in working memory the reordered operand lies.</summary>
        public long At { get; set; }

        public bool TryFit(DnnPrimitive primitive, DnnMemoryDesc ours)
        {
            if (primitive.Desc(Arg) is not { } wanted) return false;
            if (wanted.Equals(ours)) return true;
            PackedBytes = wanted.Bytes;
            var isAlone = Workers.IsAlone;
            Workers.IsAlone |= PackedBytes < SmallReorder;
            Reorder = new DnnReorder { From = IsInput ? ours : wanted, To = IsInput ? wanted : ours }.TryCreate();
            Workers.IsAlone = isAlone;
            return Reorder is not null;
        }
    }
}
