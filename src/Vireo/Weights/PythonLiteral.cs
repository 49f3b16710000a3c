namespace Vireo.Weights;

/// <summary>Reads the few Python literals that NumPy headers are made of: texts, whole numbers, <c>True</c>,
/// <c>False</c>, <c>None</c>, tuples, lists and dictionaries of them.</summary>
internal ref struct PythonLiteral
{
    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private PythonLiteral(ReadOnlySpan<char> text) => _text = text;

    /// <summary>Reads one literal with nothing but spaces after it.</summary>
    /// <returns>A string, a long, a bool, null, a list or a dictionary by string.</returns>
    /// <exception cref="FormatException">It is something else.</exception>
    public static object? Read(ReadOnlySpan<char> text)
    {
        var literal = new PythonLiteral(text);
        var value = literal.Value(0);
        literal.Space();
        if (literal._at < text.Length) throw literal.Wrong("the end");
        return value;
    }

    private object? Value(int depth)
    {
        if (depth > WeightLimits.LiteralDepth) throw new FormatException("it is nested too deeply");
        Space();
        switch (Peek)
        {
            case '\'' or '"': return Text();
            case '(': return Items(')', depth);
            case '[': return Items(']', depth);
            case '{': return Pairs(depth);
            case '-' or (>= '0' and <= '9'): return Number();
        }

        if (Takes("True")) return true;
        if (Takes("False")) return false;
        if (Takes("None")) return null;
        throw Wrong("a value");
    }

    private char Peek => _at < _text.Length ? _text[_at] : '\0';

    private void Space()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\n' or '\r' or '\t') _at++;
    }

    private bool Takes(string word)
    {
        Space();
        if (!_text[_at..].StartsWith(word)) return false;
        _at += word.Length;
        return true;
    }

    private string Text()
    {
        var quote = _text[_at++];
        var length = _text[_at..].IndexOf(quote);
        if (length < 0) throw Wrong("a closing quote");
        var text = _text.Slice(_at, length);
        if (text.Contains('\\')) throw Wrong("a text without backslashes");
        _at += length + 1;
        return text.ToString();
    }

    private long Number()
    {
        var start = _at++;
        while (Peek is >= '0' and <= '9') _at++;
        if (!long.TryParse(_text[start.._at], out var number)) throw Wrong("a whole number");
        Takes("L"); // Python 2 wrote long numbers so.
        return number;
    }

    private List<object?> Items(char close, int depth)
    {
        _at++;
        var items = new List<object?>();
        while (!Closes(close))
        {
            items.Add(Value(depth + 1));
            if (!Takes(",") && Peek != close) throw Wrong($"',' or '{close}'");
        }

        return items;
    }

    private Dictionary<string, object?> Pairs(int depth)
    {
        _at++;
        var pairs = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (!Closes('}'))
        {
            if (Value(depth + 1) is not string key) throw Wrong("a text as key");
            if (!Takes(":")) throw Wrong("':'");
            if (!pairs.TryAdd(key, Value(depth + 1))) throw Wrong($"'{key}' once only");
            if (!Takes(",") && Peek != '}') throw Wrong("',' or '}'");
        }

        return pairs;
    }

    private bool Closes(char close)
    {
        Space();
        if (Peek != close) return false;
        _at++;
        return true;
    }

    private readonly FormatException Wrong(string expected) => new($"{expected} expected at character {_at}");
}
