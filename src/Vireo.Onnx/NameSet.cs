namespace Vireo.Onnx;

/// <summary>Names given within a file, each once.</summary>
internal sealed class NameSet
{
    private readonly HashSet<string> _taken = [];

    /// <summary>Takes a name that somebody asked for.</summary>
    /// <exception cref="ArgumentException">It is empty or taken.</exception>
    public void Reserve(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!_taken.Add(name)) throw new ArgumentException($"two inputs or outputs are named '{name}'");
    }

    /// <summary>Takes a name, with a number behind it when it is taken.</summary>
    public string Free(string name)
    {
        var free = name;
        for (var i = 1; !_taken.Add(free); i++) free = $"{name}_{i}";
        return free;
    }
}
