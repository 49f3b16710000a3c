using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Images;

/// <summary>Pictures of one size as bare bytes, as in MNIST and CIFAR.</summary>
public sealed class PixelStore
{
    private readonly byte[] _bytes;
    private readonly int _channels;
    private readonly int _stride;
    private readonly int _skip;

    /// <summary>Takes the bytes over.</summary>
    /// <param name="name">Path of the file they came from, below the root.</param>
    /// <param name="bytes">Records of <paramref name="skip"/> bytes and a picture, planes one after the other.</param>
    /// <param name="size">Size of each picture.</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="skip">Bytes before each picture.</param>
    internal PixelStore(string name, byte[] bytes, ImageSize size, int channels, int skip)
    {
        (Name, Size, _bytes, _channels, _skip) = (name, size, bytes, channels, skip);
        _stride = skip + size.Width * size.Height * channels;
    }

    /// <summary>Path of the file below the root of the data set.</summary>
    public string Name { get; }

    /// <summary>Size of each picture.</summary>
    public ImageSize Size { get; }

    /// <summary>Number of pictures.</summary>
    public int Count => _bytes.Length / _stride;

    /// <summary>One picture.</summary>
    public Image this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var planes = _bytes.AsSpan(index * _stride + _skip, _stride - _skip);
            var area = Size.Width * Size.Height;
            var pixels = new byte[planes.Length];
            for (var i = 0; i < area; i++)
                for (var c = 0; c < _channels; c++) pixels[i * _channels + c] = planes[c * area + i];

            return new(Size.Width, Size.Height, _channels, pixels);
        }
    }

    /// <summary>Byte of a record before its picture.</summary>
    internal byte Before(int index, int place) => _bytes[index * _stride + place];
}
