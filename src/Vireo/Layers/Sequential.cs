namespace Vireo.Layers;

/// <summary>Modules one after the other, named by their number.</summary>
public sealed class Sequential : Module
{
    private readonly Module[] _modules;

    /// <summary>Takes the modules in.</summary>
    public Sequential(params IReadOnlyList<Module> modules)
    {
        _modules = [.. modules];
        for (var i = 0; i < _modules.Length; i++) Own($"{i}", _modules[i]);
    }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass)
    {
        foreach (var module in _modules) x = module.Call(x, pass);
        return x;
    }
}
