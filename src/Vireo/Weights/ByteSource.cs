namespace Vireo.Weights;

/// <summary>Fills <paramref name="destination"/> with the bytes of a tensor from <paramref name="offset"/>
/// on.</summary>
/// <param name="offset">First byte wanted, from the tensor's start.</param>
/// <param name="destination">As long as what is wanted.</param>
public delegate void ByteSource(long offset, Span<byte> destination);
