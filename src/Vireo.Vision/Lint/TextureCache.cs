using Vireo.Vision.Imaging;

namespace Vireo.Vision.Lint;

/// <summary>Textures of the pictures that were compared last; a fixed number, so that memory is bounded.</summary>
internal sealed class TextureCache(Func<int, Image> picture)
{
    private const int Most = 512;
    private readonly Dictionary<int, (LinkedListNode<int> Node, Lazy<Texture?> Texture)> _kept = [];
    private readonly LinkedList<int> _order = new();
    private readonly Lock _gate = new();

    /// <summary>The texture of an item; nothing when its file can no longer be read.</summary>
    public Texture? Of(int item)
    {
        Lazy<Texture?> texture;
        lock (_gate)
        {
            if (_kept.TryGetValue(item, out var known))
            {
                _order.Remove(known.Node);
                _order.AddFirst(known.Node);
                texture = known.Texture;
            }
            else
            {
                texture = new(() => Read(item));
                _kept[item] = (_order.AddFirst(item), texture);
                if (_kept.Count > Most) Forget();
            }
        }

        return texture.Value;
    }

    private void Forget()
    {
        if (_order.Last is not { } last) return;
        _kept.Remove(last.Value);
        _order.RemoveLast();
    }

    private Texture? Read(int item)
    {
        try
        {
            return Texture.Of(picture(item));
        }
        catch (BadDataException)
        {
            return null; // It could be read a minute ago: somebody is changing the data, and no pair is claimed.
        }
    }
}
