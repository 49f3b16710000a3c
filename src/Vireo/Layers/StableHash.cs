using System.Text;

namespace Vireo.Layers;

/// <summary>A hash of text that is the same on every machine and in every run (64-bit FNV-1a).</summary>
internal static class StableHash
{
    public static ulong Of(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in Encoding.UTF8.GetBytes(text)) hash = unchecked((hash ^ b) * 1099511628211UL);
        return hash;
    }
}
