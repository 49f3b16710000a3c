namespace Vireo.Vision.Datasets.Sampling;

/// <summary>Goes through items in random order, and through another random order when they are used up.</summary>
internal sealed class ShuffledCycle(int[] items, Rng rng)
{
    private readonly int[] _items = [.. items];
    private int _next;

    public int Next()
    {
        if (_next == 0) rng.Shuffle<int>(_items);
        var item = _items[_next];
        _next = (_next + 1) % _items.Length;
        return item;
    }
}
