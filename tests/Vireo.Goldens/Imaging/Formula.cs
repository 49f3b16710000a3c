using System.Globalization;

namespace Vireo.Goldens.Imaging;

/// <summary>Works out formulas of x and y as golden files write them: numbers, + - * / **, parentheses and the usual
/// functions.</summary>
internal sealed class Formula
{
    private readonly string _text;
    private double _x;
    private double _y;
    private int _at;

    public Formula(string text) => _text = text.Replace(" ", "", StringComparison.Ordinal);

    /// <summary>The value at a point.</summary>
    public double At(double x, double y)
    {
        (_x, _y, _at) = (x, y, 0);
        var value = Sum();
        return _at == _text.Length ? value : throw Unknown();
    }

    private double Sum()
    {
        var value = Product();
        while (Next is '+' or '-')
        {
            value += _text[_at++] == '+' ? Product() : -Product();
        }

        return value;
    }

    private double Product()
    {
        var value = Power();
        while (Next is '*' or '/')
        {
            if (_text[_at++] == '*') value *= Power();
            else value /= Power();
        }

        return value;
    }

    private double Power()
    {
        if (Taken("-")) return -Power();
        var value = Atom();
        return Taken("**") || Taken("^") ? Math.Pow(value, Power()) : value;
    }

    private double Atom()
    {
        if (Taken("("))
        {
            var inner = Sum();
            return Taken(")") ? inner : throw Unknown();
        }

        var start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] == '.')) _at++;
        var word = _text[start.._at];
        if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return number;
        return word switch
        {
            "x" => _x,
            "y" => _y,
            "pi" => Math.PI,
            "sin" => Math.Sin(Atom()),
            "cos" => Math.Cos(Atom()),
            "sqrt" => Math.Sqrt(Atom()),
            "exp" => Math.Exp(Atom()),
            "abs" => Math.Abs(Atom()),
            _ => throw Unknown(),
        };
    }

    private char Next => _at < _text.Length ? _text[_at] : '\0';

    private bool Taken(string sign)
    {
        if (string.CompareOrdinal(_text, _at, sign, 0, sign.Length) != 0) return false;
        _at += sign.Length;
        return true;
    }

    private MissingException Unknown() => new($"the formula {_text}");
}
