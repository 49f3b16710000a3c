using Vireo.Graph;
using Vireo.Native;

namespace Vireo.Kernels.OneDnn;

/// <summary>A convolution of bytes whose factors per channel are part of the primitive: as a post-op they would cost up
/// to as much as the products. The primitive is made anew when the factors are others than before, which is after
/// weights have changed.</summary>
/// <remarks>One core of a Zen 5, oneDNN 2.6.3, ms without and with a post-op: 16 to 64 channels of 112 x 112, four
/// images, 0.256 and 0.477; 64 to 256 of 56 x 56 0.136 and 0.173; 3 x 3 depthwise of 72 x 56 x 56 0.162 and 0.230.
/// </remarks>
internal sealed class DnnScaledConvolution : Kernel
{
    private const int Factor = 2, Bias = 3;

    private readonly Func<float[], DnnKernel?> _make;
    private readonly MemorySlice[] _inputs = new MemorySlice[Bias];
    private readonly HashSet<int> _packed = [];
    private readonly bool _isAlone = Workers.IsAlone;
    private DnnKernel _kernel;
    private float[] _factors;
    private MemorySlice _more;

    private DnnScaledConvolution(Func<float[], DnnKernel?> make, DnnKernel kernel, float[] factors) =>
        (_make, _kernel, _factors) = (make, kernel, factors);

    /// <inheritdoc/>
    public override string Name => _kernel.Name;

    /// <inheritdoc/>
    public override long ScratchBytes => _kernel.ScratchBytes;

    /// <param name="make">The kernel for factors; its inputs are those of <see cref="QuantisedConvolution"/> without
    /// them. Null when the library has none.</param>
    /// <param name="channels">Number of factors.</param>
    public static DnnScaledConvolution? TryCreate(Func<float[], DnnKernel?> make, int channels)
    {
        var factors = new float[channels];
        // Not all alike: the library could take them for one.
        for (var i = 0; i < channels; i++) factors[i] = 1f / (i + 1);
        return make(factors) is { } kernel ? new(make, kernel, factors) : null;
    }

    /// <inheritdoc/>
    public override long PackedBytes(int input) => input == Factor ? 0 : _kernel.PackedBytes(Inner(input));

    /// <inheritdoc/>
    public override void UsePacked(int input)
    {
        _packed.Add(Inner(input));
        _kernel.UsePacked(Inner(input));
    }

    /// <inheritdoc/>
    public override void Pack(int input, MemorySlice from, MemorySlice packed) =>
        _kernel.Pack(Inner(input), from, packed);

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        var factors = inputs[Factor].Span<float>();
        if (!factors.SequenceEqual(_factors)) Take(factors.ToArray());
        (_inputs[0], _inputs[1], _inputs[2]) = (inputs[0], inputs[1], inputs[Bias]);
        _kernel.Run(_inputs, outputs, Enough(scratch));
    }

    private static int Inner(int input) => input < Factor ? input : input - 1;

    /// <summary>Working memory that was planned for the first primitive, or where the library wants more for this one
    /// memory of its own.</summary>
    private MemorySlice Enough(MemorySlice planned)
    {
        var wanted = _kernel.ScratchBytes;
        if (wanted <= planned.Bytes) return planned;
        if (_more.Bytes < wanted) _more = new(new AlignedMemory(wanted));
        return _more;
    }

    /// <summary>Layouts do not depend on the factors: what is packed stays.</summary>
    private void Take(float[] factors)
    {
        var isAlone = Workers.IsAlone;
        Workers.IsAlone = _isAlone;
        try
        {
            var kernel = _make(factors);
            if (kernel is null || _packed.Any(input => kernel.PackedBytes(input) != _kernel.PackedBytes(input)))
                throw new InvalidOperationException($"{Name} is another one for other factors");
            _kernel = kernel;
        }
        finally
        {
            Workers.IsAlone = isAlone;
        }

        foreach (var input in _packed) _kernel.UsePacked(input);
        _factors = factors;
    }
}
