namespace Vireo;

/// <summary>Philox 4x32-10: number i of a stream is a function of (seed, stream, i) alone, so the same bits come out
/// for any number of threads and from any position.</summary>
/// <remarks>Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3".</remarks>
public sealed class Rng
{
    private readonly ulong _seed;
    private readonly ulong _stream;
    private Block _block;
    private ulong _blockIndex = ulong.MaxValue;

    /// <summary>A generator at the start of one of the 2^64 streams of a seed.</summary>
    public Rng(ulong seed, ulong stream = 0) => (_seed, _stream) = (seed, stream);

    /// <summary>Number of 32-bit words drawn so far; set it to go on from anywhere.</summary>
    public ulong Position { get; set; }

    /// <summary>Four 32-bit words: the cipher of one counter value.</summary>
    /// <param name="A">Word 4·index of the stream.</param>
    /// <param name="B">Word 4·index + 1.</param>
    /// <param name="C">Word 4·index + 2.</param>
    /// <param name="D">Word 4·index + 3.</param>
    public readonly record struct Block(uint A, uint B, uint C, uint D);

    /// <summary>The block of words at a counter (words 4·index to 4·index + 3 of the stream); stateless.</summary>
    public static Block At(ulong seed, ulong stream, ulong index)
    {
        uint c0 = (uint)index, c1 = (uint)(index >> 32), c2 = (uint)stream, c3 = (uint)(stream >> 32);
        uint k0 = (uint)seed, k1 = (uint)(seed >> 32);
        for (var round = 0; round < 10; round++)
        {
            var low = 0xD2511F53UL * c0;
            var high = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(high >> 32) ^ c1 ^ k0, (uint)high, (uint)(low >> 32) ^ c3 ^ k1, (uint)low);
            k0 = unchecked(k0 + 0x9E3779B9);
            k1 = unchecked(k1 + 0xBB67AE85);
        }

        return new(c0, c1, c2, c3);
    }

    /// <summary>An independent generator for one thing: a sample, an epoch, a layer.</summary>
    /// <param name="key">Number of the thing.</param>
    public Rng Fork(ulong key)
    {
        var block = At(_seed, _stream ^ 0x5851F42D4C957F2D, key);
        return new(((ulong)block.A << 32) | block.B, ((ulong)block.C << 32) | block.D);
    }

    /// <summary>32 random bits.</summary>
    public uint NextUInt()
    {
        if (Position / 4 != _blockIndex)
        {
            _blockIndex = Position / 4;
            _block = At(_seed, _stream, _blockIndex);
        }

        return (Position++ % 4) switch { 0 => _block.A, 1 => _block.B, 2 => _block.C, _ => _block.D };
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-24.</summary>
    public float Uniform() => (NextUInt() >> 8) * (1f / (1 << 24));

    /// <summary>Uniform in [low, high).</summary>
    public float Uniform(float low, float high) => low + (high - low) * Uniform();

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public double UniformDouble() => (((ulong)NextUInt() << 21) | (NextUInt() >> 11)) * (1.0 / (1UL << 53));

    /// <summary>Uniform whole number in [0, <paramref name="n"/>), without bias beyond 2^-32.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is not positive.</exception>
    public int Below(int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        return (int)(((ulong)NextUInt() * (uint)n) >> 32);
    }

    /// <summary>Standard normal, by the method of Box and Muller.</summary>
    public float Normal()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - UniformDouble()));
        return (float)(radius * Math.Cos(2 * Math.PI * UniformDouble()));
    }

    /// <summary>Puts the items into a uniformly random order.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
