using Vireo.Native;

namespace Vireo.Graph;

/// <summary>A plan at work for one set of variables: where its kernels find everything, and what was computed from
/// those variables once for all runs. Kernels and working memory belong to the plan, which all graphs of one structure
/// share; models that take turns must not compute their folded and packed weights again.</summary>
internal sealed class PlanBinding
{
    private readonly long[] _versions;
    private readonly int[] _kept;
    private readonly AlignedMemory?[] _memories;
    private AlignedMemory? _constants;

    /// <param name="variables">By variable number of the plan.</param>
    /// <param name="kept">Numbers of those that constants are computed from.</param>
    /// <param name="bytes">What the constants take.</param>
    public PlanBinding(IReadOnlyList<Variable> variables, int[] kept, long bytes)
    {
        (Variables, _kept, Bytes) = (variables, kept, bytes);
        _versions = new long[kept.Length];
        _memories = new AlignedMemory?[variables.Count];
    }

    /// <summary>Frees the constants: a kernel still knows the memory of its last run and would keep it.</summary>
    ~PlanBinding() => _constants?.Dispose();

    /// <summary>The variables, by number.</summary>
    public IReadOnlyList<Variable> Variables { get; }

    /// <summary>Bytes of the constants.</summary>
    public long Bytes { get; }

    /// <summary>How often the constants were computed.</summary>
    public int Computed { get; private set; }

    /// <summary>Memory of the constants; taken when it is first asked for.</summary>
    public AlignedMemory Constants => _constants ??= new AlignedMemory(Bytes);

    /// <summary>Memory of the kernels of each plan of a crew, constants first; empty where it is not known
    /// yet.</summary>
    public List<KernelMemory[]> Crew { get; } = [];

    /// <summary>Whether it is for these variables.</summary>
    public bool IsOf(IReadOnlyList<Variable> variables)
    {
        if (variables.Count != Variables.Count) return false;
        for (var i = 0; i < variables.Count; i++)
        {
            if (variables[i] != Variables[i]) return false;
        }

        return true;
    }

    /// <summary>Forgets where the kernels find everything when a variable has moved.</summary>
    public void FollowVariables()
    {
        for (var i = 0; i < _memories.Length; i++)
        {
            if (_memories[i] == Variables[i].Memory) continue;
            _memories[i] = Variables[i].Memory;
            Crew.Clear();
        }
    }

    /// <summary>Whether constants were never computed, or from other numbers than the variables hold now.</summary>
    public bool IsStale()
    {
        if (Computed == 0) return true;
        for (var i = 0; i < _kept.Length; i++)
        {
            if (Variables[_kept[i]].Version != _versions[i]) return true;
        }

        return false;
    }

    /// <summary>Says that the constants were computed just now.</summary>
    public void Refreshed()
    {
        for (var i = 0; i < _kept.Length; i++) _versions[i] = Variables[_kept[i]].Version;
        Computed++;
    }
}
