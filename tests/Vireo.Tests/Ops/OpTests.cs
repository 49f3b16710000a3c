using Vireo.OpCases;
using Vireo.Testing;

namespace Vireo.Tests.Ops;

/// <summary>What must hold of every op.</summary>
public class OpTests
{
    /// <summary>Numbers of the cases.</summary>
    public static TheoryData<int, string> Rows
    {
        get
        {
            var rows = new TheoryData<int, string>();
            for (var i = 0; i < Registry.Cases.Length; i++) rows.Add(i, Registry.Cases[i].Op.GetType().Name);
            return rows;
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void Keeps_its_promises(int row, string op)
    {
        Assert.Equal(op, Registry.Cases[row].Op.GetType().Name);
        Check.Conforms(Registry.Cases[row]);
    }

    [Fact]
    public void Every_op_has_a_row()
    {
        var tried = Registry.Cases.Select(c => c.Op.GetType()).ToHashSet();
        Assert.DoesNotContain(Registry.Ops, t => !tried.Contains(t));
    }
}
