namespace Vireo.Ops;

/// <summary>What an op asks of the physical order of its operands.</summary>
public enum LayoutRule
{
    /// <summary>All operands in logical order.</summary>
    RowMajor,

    /// <summary>Four-axis operands that are images lie channels-last.</summary>
    Images,

    /// <summary>Any order, the same for all: channels-last as soon as one operand is.</summary>
    Follow,
}
