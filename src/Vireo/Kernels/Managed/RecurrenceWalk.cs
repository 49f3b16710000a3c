using System.Numerics;
using System.Runtime.CompilerServices;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>The steps of a recurrent layer, what its forward and backward kernels share. Sequences do not see each
/// other: each part takes some of them through all steps, so the workers meet once, whatever the length.</summary>
internal sealed class RecurrenceWalk<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Recurrence _op;
    private readonly Gemm<T> _projection;
    private readonly Action<int> _turn;

    /// <summary>Fixes the extents.</summary>
    public RecurrenceWalk(Recurrence op, Shape x, Shape state)
    {
        _op = op;
        (Steps, N, Inputs, Width) = (x[0], x[1], x[2], state[1]);
        Rows = N <= 8 ? 4 : N <= 32 ? 8 : 16;
        _projection = new(new() { M = Steps * N, N = GateWidth, K = Inputs, TransposeB = true }, hasBias: true);
        _turn = Turn;
    }

    public int Steps { get; }

    public int N { get; }

    public int Inputs { get; }

    public int Width { get; }

    /// <summary>Sequences of a part.</summary>
    public int Rows { get; }

    public int Parts => Blocking.Ceil(N, Rows);

    /// <summary>Numbers of all gates.</summary>
    public int GateWidth => _op.Gates * Width;

    /// <summary>Numbers of the gates of a step, and for a GRU the product r_n behind them.</summary>
    public int StoredWidth => _op.Cell == RecurrentCell.Gru ? 4 * Width : GateWidth;

    /// <summary>Bytes of <see cref="Projected"/>, of the turned weights and of the projection's own memory.</summary>
    public long ScratchBytes => ProjectedBytes + TurnedBytes + _projection.ScratchBytes;

    /// <summary>The input's side of all gates, <c>[T·N, G·H]</c>.</summary>
    public MemorySlice Projected { get; private set; }

    /// <summary>Weights of the state, turned: <c>[H, G·H]</c>.</summary>
    private MemorySlice Turned { get; set; }

    private MemorySlice Weights { get; set; }

    private MemorySlice StateBias { get; set; }

    private MemorySlice Lengths { get; set; }

    private long ProjectedBytes => Blocking.Lines((long)Steps * N * GateWidth * Unsafe.SizeOf<T>());

    private long TurnedBytes => Blocking.Lines((long)Width * GateWidth * Unsafe.SizeOf<T>());

    /// <summary>Binds the inputs, checks lengths and does what concerns all steps at once.</summary>
    public void Begin(ReadOnlySpan<MemorySlice> inputs, MemorySlice scratch)
    {
        Projected = scratch.Slice(0, ProjectedBytes);
        Turned = scratch.Slice(ProjectedBytes, TurnedBytes);
        (Weights, StateBias) = (inputs[2], inputs[4]);
        if (_op.HasLengths) Lengths = inputs[_op.States];
        for (var n = 0; n < N; n++) Recurrence.RequireLength(Length(n), Steps, n);
        Workers.For(Blocking.Ceil(GateWidth, Blocking.Columns), _turn);
        if (Steps * N == 0) return;
        var rest = scratch.Slice(ProjectedBytes + TurnedBytes, scratch.Bytes - ProjectedBytes - TurnedBytes);
        ReadOnlySpan<MemorySlice> operands = [inputs[0], inputs[1], inputs[3]];
        _projection.Run(operands, [Projected], rest);
    }

    public int Length(int n) => _op.HasLengths ? (int)Math.Clamp(Lengths.Span<long>(n, 1)[0], -1, Steps + 1L) : Steps;

    /// <summary>The greatest length of some sequences.</summary>
    public int Longest(int first, int count)
    {
        var longest = 0;
        for (var n = first; n < first + count; n++) longest = Math.Max(longest, Length(n));
        return longest;
    }

    /// <summary>Which row of values <c>[T·N, …]</c> the s-th step of a sequence has.</summary>
    public long RowOf(int n, int s) => (long)(_op.Reverse ? Length(n) - 1 - s : s) * N + n;

    /// <summary>The state's side of the gates: <c>gates = h · W_hhᵀ + b_hh</c>, a GRU's r_n at its own place.</summary>
    public void Multiply(ReadOnlySpan<T> h, Span<T> gates, int rows)
    {
        var bias = StateBias.Span<T>(0, GateWidth);
        var turned = Turned.Span<T>(0, Width * GateWidth);
        var joined = _op.Cell == RecurrentCell.Gru ? 2 * Width : GateWidth;
        for (var i = 0; i < rows; i++) bias[..joined].CopyTo(gates[(i * StoredWidth)..]);
        BlockProduct.Run(h, Width, 1, turned, GateWidth, gates, StoredWidth, rows, Width, joined, accumulate: true);
        if (_op.Cell != RecurrentCell.Gru) return;
        for (var i = 0; i < rows; i++) bias[joined..].CopyTo(gates[(i * StoredWidth + 3 * Width)..]);
        BlockProduct.Run(
            h, Width, 1, turned[joined..], GateWidth, gates[(3 * Width)..], StoredWidth, rows, Width, Width,
            accumulate: true);
    }

    /// <summary>One step of one sequence: from both sides of the gates to their values and the new states.</summary>
    public void Step(ReadOnlySpan<T> projected, Span<T> gates, Span<T> h, Span<T> c)
    {
        var w = Width;
        switch (_op.Cell)
        {
            case RecurrentCell.Lstm:
                Elementwise.Add(projected, gates);
                VectorMath.Sigmoid<T>(gates[..(2 * w)], gates[..(2 * w)]);
                VectorMath.Tanh<T>(gates.Slice(2 * w, w), gates.Slice(2 * w, w));
                VectorMath.Sigmoid<T>(gates.Slice(3 * w, w), gates.Slice(3 * w, w));
                for (var j = 0; j < w; j++) c[j] = gates[w + j] * c[j] + gates[j] * gates[2 * w + j];
                VectorMath.Tanh<T>(c, h);
                for (var j = 0; j < w; j++) h[j] *= gates[3 * w + j];
                break;
            case RecurrentCell.Gru:
                Elementwise.Add(projected[..(2 * w)], gates);
                VectorMath.Sigmoid<T>(gates[..(2 * w)], gates[..(2 * w)]);
                for (var j = 0; j < w; j++) gates[2 * w + j] = projected[2 * w + j] + gates[j] * gates[3 * w + j];
                VectorMath.Tanh<T>(gates.Slice(2 * w, w), gates.Slice(2 * w, w));
                for (var j = 0; j < w; j++) h[j] = gates[2 * w + j] + gates[w + j] * (h[j] - gates[2 * w + j]);
                break;
            default:
                Elementwise.Add(projected, gates);
                if (_op.Cell == RecurrentCell.Tanh) VectorMath.Tanh<T>(gates, gates);
                else for (var j = 0; j < w; j++) gates[j] = T.Max(gates[j], T.Zero);
                gates.CopyTo(h);
                break;
        }
    }

    /// <summary>Slopes of one step, in place of the gates: a GRU's r_n at its own place. Takes the gradient of the new
    /// h and c, leaves what goes to the old ones directly.</summary>
    /// <param name="gates">Values of the gates, then slopes.</param>
    /// <param name="h">The old h.</param>
    /// <param name="c">The old c.</param>
    /// <param name="dh">Gradient of h.</param>
    /// <param name="dc">Gradient of c.</param>
    /// <param name="work">Room for a state.</param>
    public void Back(Span<T> gates, ReadOnlySpan<T> h, ReadOnlySpan<T> c, Span<T> dh, Span<T> dc, Span<T> work)
    {
        switch (_op.Cell)
        {
            case RecurrentCell.Lstm: BackLstm(gates, c, dh, dc, work); break;
            case RecurrentCell.Gru: BackGru(gates, h, dh); break;
            case RecurrentCell.Tanh:
                for (var j = 0; j < Width; j++) gates[j] = dh[j] * (T.One - gates[j] * gates[j]);
                dh.Clear();
                break;
            default:
                for (var j = 0; j < Width; j++) gates[j] = gates[j] > T.Zero ? dh[j] : T.Zero;
                dh.Clear();
                break;
        }
    }

    /// <summary>What slopes of some sequences send to the old h: <c>dh += slopes · W_hh</c>.</summary>
    public void MultiplyBack(ReadOnlySpan<T> slopes, Span<T> dh, int rows)
    {
        var weights = Weights.Span<T>(0, Width * GateWidth);
        var joined = _op.Cell == RecurrentCell.Gru ? 2 * Width : GateWidth;
        BlockProduct.Run(slopes, StoredWidth, 1, weights, Width, dh, Width, rows, joined, Width, accumulate: true);
        if (_op.Cell != RecurrentCell.Gru) return;
        BlockProduct.Run(
            slopes[(3 * Width)..], StoredWidth, 1, weights[(joined * Width)..], Width, dh, Width, rows, Width, Width,
            accumulate: true);
    }

    private void BackLstm(Span<T> gates, ReadOnlySpan<T> c, Span<T> dh, Span<T> dc, Span<T> work)
    {
        var w = Width;
        for (var j = 0; j < w; j++) work[j] = gates[w + j] * c[j] + gates[j] * gates[2 * w + j];
        VectorMath.Tanh<T>(work, work);
        for (var j = 0; j < w; j++)
        {
            var (i, f, g, o, t) = (gates[j], gates[w + j], gates[2 * w + j], gates[3 * w + j], work[j]);
            var d = dc[j] + dh[j] * o * (T.One - t * t);
            gates[j] = d * g * i * (T.One - i);
            gates[w + j] = d * c[j] * f * (T.One - f);
            gates[2 * w + j] = d * i * (T.One - g * g);
            gates[3 * w + j] = dh[j] * t * o * (T.One - o);
            (dc[j], dh[j]) = (d * f, T.Zero);
        }
    }

    private void BackGru(Span<T> gates, ReadOnlySpan<T> h, Span<T> dh)
    {
        var w = Width;
        for (var j = 0; j < w; j++)
        {
            var (r, z, n, product) = (gates[j], gates[w + j], gates[2 * w + j], gates[3 * w + j]);
            var dn = dh[j] * (T.One - z) * (T.One - n * n);
            gates[j] = dn * product * r * (T.One - r);
            gates[w + j] = dh[j] * (h[j] - n) * z * (T.One - z);
            gates[2 * w + j] = dn;
            gates[3 * w + j] = dn * r;
            dh[j] *= z;
        }
    }

    private void Turn(int part)
    {
        var from = Weights.Span<T>(0, Width * GateWidth);
        var to = Turned.Span<T>(0, Width * GateWidth);
        var end = Math.Min((part + 1) * Blocking.Columns, GateWidth);
        for (var row = part * Blocking.Columns; row < end; row++)
        {
            for (var j = 0; j < Width; j++) to[j * GateWidth + row] = from[row * Width + j];
        }
    }
}
