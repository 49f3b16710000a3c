namespace Vireo.Graph;

/// <summary>Plans by structure; the one not used for the longest time goes first.</summary>
internal sealed class PlanCache(int capacity)
{
    private readonly Dictionary<CaptureKey, LinkedListNode<(CaptureKey Key, Plan Plan)>> _plans = [];
    private readonly LinkedList<(CaptureKey Key, Plan Plan)> _byUse = [];

    /// <summary>The plan for a capture; made if there is none.</summary>
    public Plan Get(Capture capture)
    {
        if (_plans.TryGetValue(capture.Key, out var known))
        {
            _byUse.Remove(known);
            _byUse.AddFirst(known);
            return known.Value.Plan;
        }

        var plan = Plan.Fitting(capture);
        _plans[capture.Key] = _byUse.AddFirst((capture.Key, plan));
        if (_plans.Count > capacity && _byUse.Last is { } oldest)
        {
            _plans.Remove(oldest.Value.Key);
            _byUse.RemoveLast();
        }

        return plan;
    }

    /// <summary>Forgets all plans.</summary>
    public void Clear()
    {
        _plans.Clear();
        _byUse.Clear();
    }
}
