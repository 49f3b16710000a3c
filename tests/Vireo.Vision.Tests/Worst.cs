using System.Globalization;

namespace Vireo.Vision.Tests;

/// <summary>The largest of many numbers, and what it belongs to.</summary>
internal sealed class Worst
{
    private double _value = double.NegativeInfinity;
    private string _what = "nothing";

    public void See(double value, string what)
    {
        if (value > _value) (_value, _what) = (value, what);
    }

    public override string ToString() => $"{_what}: {_value.ToString("0.####", CultureInfo.InvariantCulture)} ";
}
