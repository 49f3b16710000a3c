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
    private readonly PickleStack _stack;
    private readonly Dictionary<long, object?> _memo = [];
    private int _steps;

    private PickleReader(PickleStream stream, Func<PickleList, object>? persistent) =>
        (_in, _calls, _persistent, _stack) = (stream, new(stream.File), persistent, new(Wrong));

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

        return _stack.Pop();
    }

    private bool Literal(byte code)
    {
        switch (code)
        {
            case (byte)'N': return _stack.Push(null);
            case 0x88: return _stack.Push(true);
            case 0x89: return _stack.Push(false);
            case (byte)'J': return _stack.Push((long)_in.I32());
            case (byte)'K': return _stack.Push((long)_in.Byte());
            case (byte)'M': return _stack.Push((long)_in.U16());
            case (byte)'G': return _stack.Push(_in.Double());
            case 0x8a: return PushWhole(_in.Byte());
            case 0x8b: return PushWhole(_in.I32());
            case (byte)'I' or (byte)'L': return PushWholeText();
            case (byte)'F': return _stack.Push(DoubleText());
            default: return false;
        }
    }

    private bool Text(byte code)
    {
        switch (code)
        {
            case 0x8c: return _stack.Push(Unicode(_in.Byte()));
            case (byte)'X': return _stack.Push(Unicode(_in.U32()));
            case 0x8d: return _stack.Push(Unicode(_in.I64()));
            case (byte)'V': return _stack.Push(Decoded(_in.Line()));
            case (byte)'U': return _stack.Push(Python2Text(_in.Byte()));
            case (byte)'T': return _stack.Push(Python2Text(_in.I32()));
            case (byte)'S': return _stack.Push(Quoted(_in.Line()));
            case (byte)'C': return _stack.Push(Bytes(_in.Byte()));
            case (byte)'B': return _stack.Push(Bytes(_in.U32()));
            case 0x8e or 0x96: return _stack.Push(Bytes(_in.I64()));
            default: return false;
        }
    }

    private bool Container(byte code)
    {
        switch (code)
        {
            case (byte)'}': return _stack.Push(new PickleDictionary());
            case (byte)']' or 0x8f: return _stack.Push(new PickleList(isTuple: false));
            case (byte)')': return _stack.Push(new PickleList(isTuple: true));
            case 0x85 or 0x86 or 0x87: return _stack.Push(ListOf(_stack.PopMany(code - 0x84), isTuple: true));
            case (byte)'t' or 0x91: return _stack.Push(ListOf(_stack.PopToMark(), isTuple: true));
            case (byte)'l': return _stack.Push(ListOf(_stack.PopToMark(), isTuple: false));
            case (byte)'d': return _stack.Push(Fill(new(), _stack.PopToMark()));
            case (byte)'a': return Append(_stack.PopMany(1));
            case (byte)'e' or 0x90: return Append(_stack.PopToMark());
            case (byte)'s': return SetItems(_stack.PopMany(2));
            case (byte)'u': return SetItems(_stack.PopToMark());
            default: return false;
        }
    }

    private bool Memo(byte code)
    {
        switch (code)
        {
            case 0x80: return CheckProtocol(_in.Byte());
            case 0x95: return _in.I64() >= 0; // Frames only say how much to read ahead.
            case (byte)'(': return _stack.Mark();
            case (byte)'0': return _stack.Drop();
            case (byte)'1': return _stack.PopToMark() is not null;
            case (byte)'2': return _stack.Push(_stack.Top);
            case (byte)'q': return Put(_in.Byte());
            case (byte)'r': return Put(_in.U32());
            case (byte)'p': return Put(Index());
            case 0x94: return Put(_memo.Count);
            case (byte)'h': return _stack.Push(Get(_in.Byte()));
            case (byte)'j': return _stack.Push(Get(_in.U32()));
            case (byte)'g': return _stack.Push(Get(Index()));
            default: return false;
        }
    }

    private bool Call(byte code)
    {
        switch (code)
        {
            case (byte)'c': return _stack.Push(Global());
            case 0x93: return PushGlobalOfStack();
            case (byte)'R' or 0x81: return Reduce(_stack.Pop());
            case (byte)'i': return Instance(Global(), _stack.PopToMark());
            case (byte)'o': return InstanceOfStack(_stack.PopToMark());
            case (byte)'b': return Build(_stack.Pop());
            case (byte)'Q': return _stack.Push(Persistent(_stack.Pop()));
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
        return number < long.MinValue || number > long.MaxValue ? _stack.Push(number) : _stack.Push((long)number);
    }

    private bool PushWholeText()
    {
        var text = Encoding.Latin1.GetString(_in.Line());
        if (text is "00" or "01") return _stack.Push(text == "01"); // So truths were written.
        return _stack.Push(LongText(text.TrimEnd('L')));
    }

    private long LongText(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number : throw Wrong("a whole number is none");

    private double DoubleText() =>
        double.TryParse(Encoding.Latin1.GetString(_in.Line()), CultureInfo.InvariantCulture, out var number)
            ? number : throw Wrong("a number is none");

    private long Index() => LongText(Encoding.Latin1.GetString(_in.Line())) is >= 0 and var index
        ? index : throw Wrong("an index is negative");

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
        if (_stack.Top is not PickleList { IsTuple: false } list) throw Wrong("an item is added to what is no list");
        list.Items.AddRange(items);
        return true;
    }

    private bool SetItems(List<object?> items)
    {
        if (_stack.Top is not PickleDictionary dictionary) throw Wrong("a key is set in what is no dictionary");
        Fill(dictionary, items);
        return true;
    }

    private PickleDictionary Fill(PickleDictionary dictionary, List<object?> items)
    {
        if (items.Count % 2 != 0) throw Wrong("a key has no value");
        for (var i = 0; i < items.Count; i += 2) _calls.Set(dictionary, items[i], items[i + 1]);
        return dictionary;
    }

    private bool Put(long index)
    {
        if (_memo.Count >= WeightLimits.PickleMemo)
        {
            throw _in.File.TooMuch($"its pickle keeps over {WeightLimits.PickleMemo} objects.");
        }

        _memo[index] = _stack.Top;
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
        if (_stack.Pop() is not string name || _stack.Pop() is not string module) throw Wrong("a name is no text");
        return _stack.Push(PickleGlobal.Find(_in.File, module, name));
    }

    private bool Reduce(object? arguments)
    {
        if (arguments is not PickleList { IsTuple: true } tuple) throw Wrong("arguments are no tuple");
        if (_stack.Pop() is not PickleGlobal function) throw Refused("what is no function");
        return _stack.Push(_calls.Call(function, tuple.Items));
    }

    private bool Instance(PickleGlobal function, List<object?> arguments) =>
        _stack.Push(_calls.Call(function, arguments));

    private bool InstanceOfStack(List<object?> items) => items is [PickleGlobal function, ..]
        ? Instance(function, items[1..]) : throw Refused("what is no function");

    private bool Build(object? state)
    {
        _calls.Build(_stack.Top, state);
        return true;
    }

    private object Persistent(object? id) => id is PickleList list && _persistent is not null
        ? _persistent(list) : throw Refused("a persistent id where none belongs");

    private BadModelFileException Refused(string what) =>
        _in.File.Bad("VIR2007", $"its pickle asks for {what}, which Vireo refuses.");

    private BadModelFileException Wrong(string what) =>
        _in.File.Malformed($"its pickle is damaged before byte {_in.Position}: {what}.");
}
