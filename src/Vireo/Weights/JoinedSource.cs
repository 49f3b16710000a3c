namespace Vireo.Weights;

/// <summary>Bytes that lie in several places, as one.</summary>
internal sealed class JoinedSource(IReadOnlyList<PickleBytes> parts)
{
    /// <summary>Fills a span from a place on.</summary>
    public void Read(long offset, Span<byte> destination)
    {
        foreach (var part in parts)
        {
            if (offset < part.Length && destination.Length > 0)
            {
                var count = (int)Math.Min(destination.Length, part.Length - offset);
                part.Source(offset, destination[..count]);
                destination = destination[count..];
                offset += count;
            }

            offset -= part.Length;
        }
    }
}
