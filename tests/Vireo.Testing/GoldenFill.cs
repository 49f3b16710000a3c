using System.Text;

namespace Vireo.Testing;

/// <summary>The formula by which golden files describe parameters, inputs and pictures: a number for a key and an
/// index.</summary>
public static class GoldenFill
{
    /// <summary>Seed of a key: FNV-1a over its UTF-8 bytes.</summary>
    public static uint Seed(string key)
    {
        var hash = 2166136261u;
        foreach (var value in Encoding.UTF8.GetBytes(key)) hash = unchecked((hash ^ value) * 16777619u);
        return hash;
    }

    /// <summary>32 random bits: the finaliser of murmur3 over seed and index.</summary>
    public static uint Hash(uint seed, uint index)
    {
        unchecked
        {
            var h = seed + index * 0x9E3779B9u;
            h = (h ^ (h >> 16)) * 0x85EBCA6Bu;
            h = (h ^ (h >> 13)) * 0xC2B2AE35u;
            return h ^ (h >> 16);
        }
    }

    /// <summary>A multiple of 2^-23 in [-1, 1).</summary>
    public static double Uniform(uint seed, uint index) => (Hash(seed, index) >> 8) / 8388608.0 - 1.0;

    /// <summary><c>offset + scale · u</c>, rounded to single precision, for all indices.</summary>
    public static double[] Values(string key, long count, double scale = 1, double offset = 0)
    {
        var seed = Seed(key);
        var values = new double[count];
        for (uint i = 0; i < values.Length; i++) values[i] = (float)(offset + scale * Uniform(seed, i));
        return values;
    }

    /// <summary>Noise: the upper byte of each hash.</summary>
    public static byte[] Noise(int count, string key = "imaging/noise")
    {
        var seed = Seed(key);
        var bytes = new byte[count];
        for (uint i = 0; i < bytes.Length; i++) bytes[i] = (byte)(Hash(seed, i) >> 24);
        return bytes;
    }

    /// <summary>A smooth picture, row-major over height, width, channel:
    /// <c>min(255, 5x + 3y + 40c + ⌊xy / 4⌋)</c>.</summary>
    public static byte[] Smooth(int height, int width, int channels)
    {
        var bytes = new byte[height * width * channels];
        for (var i = 0; i < bytes.Length; i++)
        {
            var (y, x, c) = (i / channels / width, i / channels % width, i % channels);
            bytes[i] = (byte)Math.Min(255, 5 * x + 3 * y + 40 * c + ((x * y) >> 2));
        }

        return bytes;
    }
}
