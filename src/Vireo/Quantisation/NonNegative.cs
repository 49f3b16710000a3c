using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Quantisation;

/// <summary>Which values of a network cannot be negative, whatever the images: their bytes need no sign.</summary>
internal static class NonNegative
{
    /// <summary>An answer for every entry of a capture.</summary>
    public static bool[] Of(Capture capture)
    {
        var found = new bool[capture.Entries.Count];
        for (var i = 0; i < found.Length; i++)
        {
            var entry = capture.Entries[i];
            found[i] = entry.Kind == 0 && entry.Op switch
            {
                Relu or Sigmoid or HardSigmoid or Exp or Abs or Sqrt => true,
                Clamp { Low: >= 0 } => true,
                Add or Multiply or Minimum or MaxPool2d or AveragePool2d or AdaptiveAveragePool2d or Concat or Slice
                    or Unslice or Reshape or Transpose or Expand or Clamp => entry.Inputs.All(input => found[input]),
                Maximum => entry.Inputs.Any(input => found[input]),
                _ => false,
            };
        }

        return found;
    }
}
