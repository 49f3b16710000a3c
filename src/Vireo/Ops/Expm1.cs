namespace Vireo.Ops;

/// <summary><c>eˣ - 1</c> for small x, composed.</summary>
public static class Expm1Op
{
    extension(Tensor x)
    {
        /// <summary><c>y = eˣ - 1</c>, precise near zero too; any shape in, the same shape out.</summary>
        public Tensor Expm1()
        {
            // Below one: 2 t / (1 - t) with t = tanh(x / 2), where nothing cancels.
            var t = (x.Clamp(-1, 1) * 0.5).Tanh();
            return (x.Abs() > 1).Where(x.Exp() - 1, 2 * t / (1 - t));
        }
    }
}
