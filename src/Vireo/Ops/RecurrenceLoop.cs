namespace Vireo.Ops;

/// <summary>The oracle of recurrent layers: one sequence at a time, number by number.</summary>
internal sealed class RecurrenceLoop
{
    private readonly Recurrence _op;
    private readonly double[] _x;
    private readonly double[] _wi;
    private readonly double[] _wh;
    private readonly double[] _bi;
    private readonly double[] _bh;
    private readonly double[] _h0;
    private readonly double[]? _c0;
    private readonly double[]? _lengths;
    private readonly int _inputs;

    public RecurrenceLoop(Recurrence op, ReadOnlySpan<ReferenceArray> x)
    {
        _op = op;
        (T, N, _inputs, Width) = (x[0].Shape[0], x[0].Shape[1], x[0].Shape[2], x[2].Shape[1]);
        (_x, _wi, _wh, _bi, _bh, _h0) = (x[0].Data, x[1].Data, x[2].Data, x[3].Data, x[4].Data, x[5].Data);
        _c0 = op.HasCell ? x[6].Data : null;
        _lengths = op.HasLengths ? x[op.States].Data : null;
    }

    public int T { get; }

    public int N { get; }

    public int Width { get; }

    /// <summary>States after s steps, of the sequence last run.</summary>
    public List<double[]> H { get; } = [];

    /// <summary>Second states after s steps.</summary>
    public List<double[]> C { get; } = [];

    /// <summary>Gates of step s, after their functions; a GRU's product r_n behind them.</summary>
    public List<double[]> Gates { get; } = [];

    public int Length(int n) => _lengths is null ? T : Recurrence.RequireLength((long)_lengths[n], T, n);

    /// <summary>When the s-th step of a sequence is.</summary>
    public int Time(int n, int s) => _op.Reverse ? Length(n) - 1 - s : s;

    public void Forward(int n)
    {
        H.Clear();
        C.Clear();
        Gates.Clear();
        H.Add(_h0.AsSpan(n * Width, Width).ToArray());
        if (_c0 is not null) C.Add(_c0.AsSpan(n * Width, Width).ToArray());
        for (var s = 0; s < Length(n); s++) Step(n, s);
    }

    private void Step(int n, int s)
    {
        var (h, next) = (H[s], new double[Width]);
        var gates = new double[(_op.Gates + 1) * Width];
        double Input(int row) => Affine(_wi, _bi, row, _x.AsSpan((Time(n, s) * N + n) * _inputs, _inputs));
        double State(int row) => Affine(_wh, _bh, row, h);
        var cell = _op.HasCell ? new double[Width] : [];
        for (var j = 0; j < Width; j++)
        {
            double Both(int gate) => Input(gate * Width + j) + State(gate * Width + j);
            switch (_op.Cell)
            {
                case RecurrentCell.Tanh: gates[j] = next[j] = Math.Tanh(Both(0)); break;
                case RecurrentCell.Relu: gates[j] = next[j] = Math.Max(Both(0), 0); break;
                case RecurrentCell.Lstm:
                    var (i, f, g, o) = (Sigmoid(Both(0)), Sigmoid(Both(1)), Math.Tanh(Both(2)), Sigmoid(Both(3)));
                    (gates[j], gates[Width + j], gates[2 * Width + j], gates[3 * Width + j]) = (i, f, g, o);
                    cell[j] = f * C[s][j] + i * g;
                    next[j] = o * Math.Tanh(cell[j]);
                    break;
                default:
                    var (r, z, product) = (Sigmoid(Both(0)), Sigmoid(Both(1)), State(2 * Width + j));
                    var candidate = Math.Tanh(Input(2 * Width + j) + r * product);
                    (gates[j], gates[Width + j]) = (r, z);
                    (gates[2 * Width + j], gates[3 * Width + j]) = (candidate, product);
                    next[j] = (1 - z) * candidate + z * h[j];
                    break;
            }
        }

        H.Add(next);
        if (_op.HasCell) C.Add(cell);
        Gates.Add(gates);
    }

    /// <summary>Gradients before the functions of the gates of step s, of the input's side in <paramref name="a"/> and
    /// of the state's in <paramref name="r"/>. Takes and leaves gradients of the states.</summary>
    public void Back(int s, double[] dh, double[] dc, double[] a, double[] r)
    {
        var gates = Gates[s];
        for (var j = 0; j < Width; j++)
        {
            double Gate(int gate) => gates[gate * Width + j];
            void Set(int gate, double input, double state) =>
                (a[gate * Width + j], r[gate * Width + j]) = (input, state);
            switch (_op.Cell)
            {
                case RecurrentCell.Tanh:
                    var slope = dh[j] * (1 - Gate(0) * Gate(0));
                    Set(0, slope, slope);
                    dh[j] = 0;
                    break;
                case RecurrentCell.Relu:
                    var kept = Gate(0) > 0 ? dh[j] : 0;
                    Set(0, kept, kept);
                    dh[j] = 0;
                    break;
                case RecurrentCell.Lstm:
                    var (i, f, g, o, t) = (Gate(0), Gate(1), Gate(2), Gate(3), Math.Tanh(C[s + 1][j]));
                    var d = dc[j] + dh[j] * o * (1 - t * t);
                    double[] slopes =
                    [
                        d * g * i * (1 - i), d * C[s][j] * f * (1 - f), d * i * (1 - g * g), dh[j] * t * o * (1 - o),
                    ];
                    for (var k = 0; k < 4; k++) Set(k, slopes[k], slopes[k]);
                    (dc[j], dh[j]) = (d * f, 0);
                    break;
                default:
                    var (reset, z, n) = (Gate(0), Gate(1), Gate(2));
                    var dn = dh[j] * (1 - z) * (1 - n * n);
                    var dz = dh[j] * (H[s][j] - n) * z * (1 - z);
                    var dr = dn * Gate(3) * reset * (1 - reset);
                    Set(0, dr, dr);
                    Set(1, dz, dz);
                    Set(2, dn, dn * reset);
                    dh[j] *= z;
                    break;
            }
        }
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Affine(double[] weights, double[] bias, int row, ReadOnlySpan<double> x)
    {
        var sum = bias[row];
        for (var i = 0; i < x.Length; i++) sum += weights[row * x.Length + i] * x[i];
        return sum;
    }
}
