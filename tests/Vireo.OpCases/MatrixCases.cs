using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.OpCases;

/// <summary>Matrix products.</summary>
public static class MatrixCases
{
    /// <summary>The cases.</summary>
    public static OpCase[] All =>
    [
        new(new MatMul(), new OpInput([2, 1, 3, 5]), new OpInput([4, 5, 7])),
        new(new MatMul { TransposeA = true, TransposeB = true }, new OpInput([5, 3]), new OpInput([7, 5])),
        new(new MatMul(), new OpInput([0, 5]), new OpInput([5, 7])),
        new(new MatMul { TransposeB = true }, new OpInput([0, 3, 5]), new OpInput([7, 5])),
        new(new MatMul { TransposeB = true }, new OpInput([17, 33]), new OpInput([9, 33])) { BatchInputs = [0] },
        new(new MatMul(), new OpInput([3, 0]), new OpInput([0, 5])),
        new(new MatMul(), new OpInput([0, 3]), new OpInput([3, 5])),
        new(new MatMul { TransposeA = true }, new OpInput([7, 1, 1]), new OpInput([1, 1, 13])),
    ];
}
