using System.Globalization;
using System.Numerics;
using System.Text;

namespace Vireo.Weights;

/// <summary>Reads a pickle without running anything: what it names is looked up in the list of <see
/// cref="PickleGlobal"/>, and a name that is not there ends the reading.</summary>
internal sealed class PickleReader
{
    private const int NewestProtocol = 5;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private readonly PickleStream _in;
    private readonly PickleCalls _calls;
    private readonly Func<PickleList, object>? _persistent;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<long, object?> _memo = [];
    private int _steps;

    private PickleReader(PickleStream stream, Func<PickleList, object>? persistent) =>
        (_in, _calls, _persistent) = (stream, new(stream.File), persistent);

    /// <summary>Reads one pickle; the stream is left behind it.</summary>
    /// <param name="stream">Stands before the pickle.</param>
    /// <param name="persistent">Makes storages of what the pickle says lies elsewhere.</param>
    /// <returns>Null, a bool, long, <see cref="BigInteger"/>, double or string, or one of the values of this
    /// folder.</returns>
    /// <exception cref="BadModelFileException">It is damaged, asks for too much (<c>VIR2008</c>), or for what is not
    /// on the list (<c>VIR2007</c>).</exception>
    public static object? Read(PickleStream stream, Func<PickleList, object>? persistent = null) =>
        new PickleReader(stream, persistent).Run();

    private object? Run()
    {
        for (var code = _in.Byte(); code != '.'; code = _in.Byte())
        {
            if (++_steps > WeightLimits.PickleSteps)
            {
                throw _in.File.TooMuch($"its pickle has over {WeightLimits.PickleSteps} instructions.");
            }

            if (!Literal(code) && !Text(code) && !Container(code) && !Memo(code) && !Call(code))
            {
                throw Wrong($"the instruction 0x{code:x2} is not read");
            }
        }

        return Pop();
    }

    private bool Literal(byte code)
    {
        switch (code)
        {
            case (byte)'N': return Push(null);
            case 0x88: return Push(true);
            case 0x89: return Push(false);
            case (byte)'J': return Push((long)_in.I32());
            case (byte)'K': return Push((long)_in.Byte());
            case (byte)'M': return Push((long)_in.U16());
            case (byte)'G': return Push(_in.Double());
            case 0x8a: return PushWhole(_in.Byte());
            case 0x8b: return PushWhole(_in.I32());
            case (byte)'I' or (byte)'L': return PushWholeText();
            case (byte)'F': return Push(DoubleText());
            default: return false;
        }
    }

    private bool Text(byte code)
    {
        switch (code)
        {
            case 0x8c: return Push(Unicode(_in.Byte()));
            case (byte)'X': return Push(Unicode(_in.U32()));
            case 0x8d: return Push(Unicode(_in.I64()));
            case (byte)'V': return Push(Decoded(_in.Line()));
            case (byte)'U': return Push(Python2Text(_in.Byte()));
            case (byte)'T': return Push(Python2Text(_in.I32()));
            case (byte)'S': return Push(Quoted(_in.Line()));
            case (byte)'C': return Push(Bytes(_in.Byte()));
            case (byte)'B': return Push(Bytes(_in.U32()));
            case 0x8e or 0x96: return Push(Bytes(_in.I64()));
            default: return false;
        }
    }

    private bool Container(byte code)
    {
        switch (code)
        {
            case (byte)'}': return Push(new PickleDictionary());
            case (byte)']' or 0x8f: return Push(new PickleList(isTuple: false));
            case (byte)')': return Push(new PickleList(isTuple: true));
            case 0x85 or 0x86 or 0x87: return Push(ListOf(PopMany(code - 0x84), isTuple: true));
            case (byte)'t' or 0x91: return Push(ListOf(PopToMark(), isTuple: true));
            case (byte)'l': return Push(ListOf(PopToMark(), isTuple: false));
            case (byte)'d': return Push(Fill(new(), PopToMark()));
            case (byte)'a': return Append(PopMany(1));
            case (byte)'e' or 0x90: return Append(PopToMark());
            case (byte)'s': return SetItems(PopMany(2));
            case (byte)'u': return SetItems(PopToMark());
            default: return false;
        }
    }

    private bool Memo(byte code)
    {
        switch (code)
        {
            case 0x80: return CheckProtocol(_in.Byte());
            case 0x95: return _in.I64() >= 0; // Frames only say how much to read ahead.
            case (byte)'(': return Mark();
            case (byte)'0': return PopOne();
            case (byte)'1': return PopToMark() is not null;
            case (byte)'2': return Push(Top());
            case (byte)'q': return Put(_in.Byte());
            case (byte)'r': return Put(_in.U32());
            case (byte)'p': return Put(Index());
            case 0x94: return Put(_memo.Count);
            case (byte)'h': return Push(Get(_in.Byte()));
            case (byte)'j': return Push(Get(_in.U32()));
            case (byte)'g': return Push(Get(Index()));
            default: return false;
        }
    }

    private bool Call(byte code)
    {
        switch (code)
        {
            case (byte)'c': return Push(Global());
            case 0x93: return PushGlobalOfStack();
            case (byte)'R' or 0x81: return Reduce(Pop());
            case (byte)'i': return Instance(Global(), PopToMark());
            case (byte)'o': return InstanceOfStack(PopToMark());
            case (byte)'b': return Build(Pop());
            case (byte)'Q': return Push(Persistent(Pop()));
            case (byte)'P': throw Refused("a persistent id of protocol 0");
            case 0x82 or 0x83 or 0x84: throw Refused("an entry of the extension registry");
            case 0x92: throw Refused("__new__ with keyword arguments");
            case 0x97 or 0x98: throw Refused("an out-of-band buffer");
            default: return false;
        }
    }

    private bool CheckProtocol(byte protocol) => protocol <= NewestProtocol
        ? true : throw Wrong($"protocol {protocol} is newer than {NewestProtocol}");

    private bool PushWhole(int count)
    {
        if (count is < 0 or > WeightLimits.PickleNumber) throw _in.File.TooMuch($"a number of {count} bytes.");
        var number = new BigInteger(_in.Take(count));
        return number < long.MinValue || number > long.MaxValue ? Push(number) : Push((long)number);
    }

    private bool PushWholeText()
    {
        var text = Encoding.Latin1.GetString(_in.Line());
        return text is "00" or "01" ? Push(text == "01") : Push(LongText(text.TrimEnd('L'))); // So truths were written.
    }

    private long LongText(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number : throw Wrong("a whole number is none");

    private double DoubleText() =>
        double.TryParse(Encoding.Latin1.GetString(_in.Line()), CultureInfo.InvariantCulture, out var number)
            ? number : throw Wrong("a number is none");

    private long Index() => LongText(Encoding.Latin1.GetString(_in.Line())) is >= 0 and var index ? index : throw Wrong("an index is negative");

    private object Unicode(long count) => count is >= 0 and <= WeightLimits.PickleText
        ? Decoded(_in.Take((int)count))
        : new PickleBytes(static (_, _) => { }, count, IsText: true) { Start = _in.Skip(count) };

    private string Decoded(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException failure)
        {
            throw _in.File.Malformed($"the text at byte {_in.Position} of its pickle is no UTF-8.", failure);
        }
    }

    // Python 2 did not tell texts from bytes: Latin-1 keeps each byte as one character.
    private object Python2Text(int count) => count is >= 0 and <= WeightLimits.PickleText
        ? Encoding.Latin1.GetString(_in.Take(count)) : Bytes(count);

    private PickleBytes Bytes(long count)
    {
        var start = _in.Skip(count);
        return new(_in.File.From(start), count, IsText: false);
    }

    private string Quoted(ReadOnlySpan<byte> line)
    {
        var text = Encoding.Latin1.GetString(line).Trim();
        var isQuoted = text.Length >= 2 && text[0] is '\'' or '"' && text[^1] == text[0] && !text.Contains('\\');
        return isQuoted ? text[1..^1] : throw Wrong("a quoted text with escapes is not read");
    }

    private static PickleList ListOf(List<object?> items, bool isTuple) => new(isTuple) { Items = items };

    private bool Append(List<object?> items)
    {
        if (Top() is not PickleList { IsTuple: false } list) throw Wrong("something is appended to what is no list");
        list.Items.AddRange(items);
        return true;
    }

    private bool SetItems(List<object?> items)
    {
        if (Top() is not PickleDictionary dictionary) throw Wrong("a key is set in what is no dictionary");
        Fill(dictionary, items);
        return true;
    }

    private PickleDictionary Fill(PickleDictionary dictionary, List<object?> items)
    {
        if (items.Count % 2 != 0) throw Wrong("a key has no value");
        for (var i = 0; i < items.Count; i += 2) _calls.Set(dictionary, items[i], items[i + 1]);
        return dictionary;
    }

    private bool Mark()
    {
        _marks.Add(_stack.Count);
        return true;
    }

    private bool Put(long index)
    {
        if (_memo.Count >= WeightLimits.PickleMemo)
        {
            throw _in.File.TooMuch($"its pickle keeps over {WeightLimits.PickleMemo} objects.");
        }

        _memo[index] = Top();
        return true;
    }

    private object? Get(long index) =>
        _memo.TryGetValue(index, out var value) ? value : throw Wrong($"nothing is kept under {index}");

    private PickleGlobal Global()
    {
        var module = Encoding.UTF8.GetString(_in.Line());
        return PickleGlobal.Find(_in.File, module, Encoding.UTF8.GetString(_in.Line()));
    }

    private bool PushGlobalOfStack()
    {
        if (Pop() is not string name || Pop() is not string module) throw Wrong("a name is no text");
        return Push(PickleGlobal.Find(_in.File, module, name));
    }

    private bool Reduce(object? arguments)
    {
        if (arguments is not PickleList { IsTuple: true } tuple) throw Wrong("arguments are no tuple");
        if (Pop() is not PickleGlobal function) throw Refused("what is no function");
        return Push(_calls.Call(function, tuple.Items));
    }

    private bool Instance(PickleGlobal function, List<object?> arguments) => Push(_calls.Call(function, arguments));

    private bool InstanceOfStack(List<object?> items) => items is [PickleGlobal function, ..]
        ? Instance(function, items[1..]) : throw Refused("what is no function");

    private bool Build(object? state)
    {
        _calls.Build(Top(), state);
        return true;
    }

    private object Persistent(object? id) => id is PickleList list && _persistent is not null
        ? _persistent(list) : throw Refused("a persistent id where none belongs");

    private bool Push(object? value)
    {
        _stack.Add(value);
        return true;
    }

    private object? Top() => _stack.Count > Floor ? _stack[^1] : throw Wrong("its stack is empty");

    private object? Pop()
    {
        var top = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    // What lies below the last mark is out of reach until the mark is taken.
    private int Floor => _marks is [.., var mark] ? mark : 0;

    private bool PopOne()
    {
        if (_marks is [.., var mark] && mark == _stack.Count) _marks.RemoveAt(_marks.Count - 1);
        else Pop();
        return true;
    }

    private List<object?> PopMany(int count)
    {
        if (_stack.Count - Floor < count) throw Wrong("its stack is empty");
        var items = _stack.GetRange(_stack.Count - count, count);
        _stack.RemoveRange(_stack.Count - count, count);
        return items;
    }

    private List<object?> PopToMark()
    {
        if (_marks is not [.., var mark]) throw Wrong("a mark is missing");
        var items = PopMany(_stack.Count - mark);
        _marks.RemoveAt(_marks.Count - 1);
        return items;
    }

    private BadModelFileException Refused(string what) =>
        _in.File.Bad("VIR2007", $"its pickle asks for {what}, which Vireo refuses.");

    private BadModelFileException Wrong(string what) =>
        _in.File.Malformed($"its pickle is damaged before byte {_in.Position}: {what}.");
}
