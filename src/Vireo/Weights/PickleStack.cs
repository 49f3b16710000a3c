namespace Vireo.Weights;

/// <summary>The stack of a pickle, with marks below which nothing is reached until they are taken.</summary>
internal sealed class PickleStack(Func<string, BadModelFileException> wrong)
{
    private readonly List<object?> _items = [];
    private readonly List<int> _marks = [];

    /// <summary>What lies on top.</summary>
    /// <exception cref="BadModelFileException">There is nothing.</exception>
    public object? Top => _items.Count > Floor ? _items[^1] : throw wrong("its stack is empty");

    private int Floor => _marks is [.., var mark] ? mark : 0;

    /// <summary>Puts a value on top.</summary>
    /// <returns>True, so that an instruction is done in one expression.</returns>
    public bool Push(object? value)
    {
        _items.Add(value);
        return true;
    }

    /// <summary>Sets a mark.</summary>
    /// <returns>True.</returns>
    public bool Mark()
    {
        _marks.Add(_items.Count);
        return true;
    }

    /// <summary>Takes what lies on top.</summary>
    public object? Pop()
    {
        var top = Top;
        _items.RemoveAt(_items.Count - 1);
        return top;
    }

    /// <summary>Takes what lies on top, or the mark if there is nothing above it.</summary>
    /// <returns>True.</returns>
    public bool Drop()
    {
        if (_marks is [.., var mark] && mark == _items.Count) _marks.RemoveAt(_marks.Count - 1);
        else Pop();
        return true;
    }

    /// <summary>Takes several, lowest first.</summary>
    public List<object?> PopMany(int count)
    {
        if (_items.Count - Floor < count) throw wrong("its stack is empty");
        var items = _items.GetRange(_items.Count - count, count);
        _items.RemoveRange(_items.Count - count, count);
        return items;
    }

    /// <summary>Takes all above the last mark, lowest first, and the mark.</summary>
    public List<object?> PopToMark()
    {
        if (_marks is not [.., var mark]) throw wrong("a mark is missing");
        var items = PopMany(_items.Count - mark);
        _marks.RemoveAt(_marks.Count - 1);
        return items;
    }
}
