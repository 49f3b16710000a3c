using Vireo.Kernels;

namespace Vireo.Graph;

/// <summary>A value inside a plan: a tensor with a layout and, later, a place in memory.</summary>
internal sealed class Value(Operand operand)
{
    /// <summary>Shape, type and layout.</summary>
    public Operand Operand { get; set; } = operand;

    /// <summary>Whether its type is a plan's choice: where it need not be stored, it need not be rounded.</summary>
    public bool MayStayWide { get; set; }

    /// <summary>What it is called in tables of ranges; null in plans that have none.</summary>
    public string? Name { get; set; }

    /// <summary>What computes it; null for what is given from outside.</summary>
    public Instruction? Producer { get; set; }

    /// <summary>The variable that it reads, if it does.</summary>
    public Variable? Variable { get; init; }

    /// <summary>Place in the list of values given from outside at each run; -1 for others.</summary>
    public int Feed { get; init; } = -1;

    /// <summary>The value whose memory this one shares: itself unless it is a view.</summary>
    public Value Storage { get; set; } = null!;

    /// <summary>Where it lies in the arena, in bytes; -1 for values outside.</summary>
    public long Offset { get; set; } = -1;

    /// <summary>Number of the variable whose memory it is written into, when that is possible in place.</summary>
    public int? Target { get; set; }

    /// <summary>Whether it is a variable's memory as it was before the step, under whatever shape.</summary>
    public bool IsVariable => Viewed.Variable is not null;

    /// <summary>What computes its elements, views left aside; null for what is given from outside.</summary>
    public Instruction? Computer => Viewed.Producer;

    /// <summary>The value of which this one is a view: itself if it is none.</summary>
    private Value Viewed
    {
        get
        {
            var value = this;
            while (value.Producer is { IsView: true } view) value = view.Inputs[0];
            return value;
        }
    }
}
