using Vireo.Ops;

namespace Vireo.Graph;

/// <summary>One application of an op to tensors.</summary>
public sealed class Node
{
    private static long s_lastId;

    internal Node(Op op, Tensor[] inputs, TensorSpec[] outputs)
    {
        Op = op;
        Inputs = inputs;
        Outputs = new Tensor[outputs.Length];
        for (var i = 0; i < outputs.Length; i++) Outputs[i] = new(this, i, outputs[i]);
        Id = Interlocked.Increment(ref s_lastId);
    }

    /// <summary>What is applied.</summary>
    public Op Op { get; }

    /// <summary>What it is applied to.</summary>
    public IReadOnlyList<Tensor> Inputs { get; }

    /// <summary>What comes out.</summary>
    public Tensor[] Outputs { get; }

    /// <summary>Place in the graph as people know it, such as <c>layer1.0.conv1</c>.</summary>
    public string? Label { get; private set; }

    /// <summary>Whether the node belongs to a gradient.</summary>
    public bool IsBackward { get; private set; }

    /// <summary>Grows with every node made in this process.</summary>
    internal long Id { get; }

    /// <summary>The id of the newest node: what is made later is newer.</summary>
    internal static long Newest => Interlocked.Read(ref s_lastId);

    /// <summary>Names the nodes behind <paramref name="tensor"/> that are newer than <paramref name="since"/> and have
    /// no name yet.</summary>
    internal static void LabelNew(Tensor tensor, long since, string? label, bool backward)
    {
        var pending = new Stack<Node>([tensor.Node]);
        while (pending.TryPop(out var node))
        {
            if (node.Id <= since || (node.Label is not null && (!backward || node.IsBackward))) continue;
            if (node.Label is null && label is null && node.IsBackward == backward) continue;
            node.Label ??= label;
            node.IsBackward |= backward;
            foreach (var input in node.Inputs) pending.Push(input.Node);
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Label is null ? Op.Name : $"{Op.Name} in {Label}{(IsBackward ? " (backward)" : "")}";
}
