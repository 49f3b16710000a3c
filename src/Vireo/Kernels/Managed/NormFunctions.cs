using System.Numerics;
using System.Runtime.CompilerServices;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>The functions that batch norm applies to its results, and takes the gradient of, on its way.</summary>
internal static class NormFunctions
{
    /// <summary>Whether a function is one of them; null is none at all.</summary>
    public static bool Has(UnaryOp? function) => function is null or Relu or HardSwish;

    /// <summary>The derivative of one of them at a number.</summary>
    public static double Slope(UnaryOp function, double x) => function is Relu
        ? Rectified.Gradient<Lanes1<double>, double>(new(x), new(1)).Sum()
        : HardSwished.Gradient<Lanes1<double>, double>(new(x), new(1)).Sum();

    public readonly struct Identity : INormFunction
    {
        public static bool IsIdentity => true;

        public static TLanes Apply<TLanes, T>(TLanes x)
            where TLanes : struct, ILanes<TLanes, T>
            where T : unmanaged, INumberBase<T> => x;

        public static TLanes Gradient<TLanes, T>(TLanes x, TLanes dy)
            where TLanes : struct, ILanes<TLanes, T>
            where T : unmanaged, INumberBase<T> => dy;
    }

    public readonly struct Rectified : INormFunction
    {
        public static bool IsIdentity => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes, T>(TLanes x)
            where TLanes : struct, ILanes<TLanes, T>
            where T : unmanaged, INumberBase<T> => TLanes.IfGreaterOrNaN(x, TLanes.Zero, x, TLanes.Zero);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Gradient<TLanes, T>(TLanes x, TLanes dy)
            where TLanes : struct, ILanes<TLanes, T>
            where T : unmanaged, INumberBase<T> => TLanes.IfGreater(x, TLanes.Zero, dy, TLanes.Zero);
    }

    public readonly struct HardSwished : INormFunction
    {
        public static bool IsIdentity => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes, T>(TLanes x)
            where TLanes : struct, ILanes<TLanes, T>
            where T : unmanaged, INumberBase<T>
        {
            var six = TLanes.All(T.CreateTruncating(6));
            var gate = x + TLanes.All(T.CreateTruncating(3));
            gate = TLanes.IfGreaterOrNaN(gate, TLanes.Zero, gate, TLanes.Zero);
            return x * TLanes.IfGreater(gate, six, six, gate) / six;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Gradient<TLanes, T>(TLanes x, TLanes dy)
            where TLanes : struct, ILanes<TLanes, T>
            where T : unmanaged, INumberBase<T>
        {
            var (three, low) = (TLanes.All(T.CreateTruncating(3)), TLanes.All(T.CreateTruncating(-3)));
            var middle = x / three + TLanes.All(T.CreateTruncating(0.5));
            var slope = TLanes.IfGreater(x, low, middle, TLanes.Zero);
            return dy * TLanes.IfGreater(x, three, TLanes.All(T.One), slope);
        }
    }
}
