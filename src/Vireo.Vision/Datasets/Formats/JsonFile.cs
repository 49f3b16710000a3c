using System.Text.Json;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>Reads JSON token by token from a stream; memory is bounded by the longest token.</summary>
internal ref struct JsonFile
{
    private const int FirstBuffer = 1 << 16, MostToken = 64 << 20, MostDepth = 32;
    private readonly string _path;
    private readonly Stream _stream;
    private byte[] _buffer = new byte[FirstBuffer];
    private int _length;
    private long _before;
    private bool _ended;
    private Utf8JsonReader _reader;

    public JsonFile(string path, Stream stream)
    {
        (_path, _stream) = (path, stream);
        var options = new JsonReaderOptions { MaxDepth = MostDepth, CommentHandling = JsonCommentHandling.Disallow };
        _reader = new([], isFinalBlock: false, new(options));
        SkipMark();
    }

    /// <summary>Kind of the token that was read last.</summary>
    public readonly JsonTokenType Token => _reader.TokenType;

    /// <summary>How many objects and lists are open around the token.</summary>
    public readonly int Depth => _reader.CurrentDepth;

    /// <summary>Whether it is no JSON from here on, or at its end: nothing more can be read.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>After a fault within an object: goes to its end.</summary>
    /// <param name="depth">Depth at the object's beginning.</param>
    public void LeaveObject(int depth)
    {
        while (Token != JsonTokenType.EndObject || _reader.CurrentDepth != depth) Value();
    }

    /// <summary>Reads the next token.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Read()
    {
        try
        {
            while (!_reader.Read())
            {
                if (_ended)
                {
                    IsBroken = true;
                    return false;
                }

                Refill();
            }

            return true;
        }
        catch (JsonException e)
        {
            IsBroken = true;
            throw new BadDataException("VIR1031",
                $"{_path}, line {e.LineNumber + 1}, byte {_before + _reader.BytesConsumed}: it is no JSON: "
                + AnnotationFile.Short(e.Message), e);
        }
    }

    /// <summary>Reads the next token, which has to be of a kind.</summary>
    public void Read(JsonTokenType wanted)
    {
        if (!Read()) throw Bad($"the file ends where {wanted} is wanted");
        Expect(wanted);
    }

    /// <summary>The token read last has to be of a kind.</summary>
    public readonly void Expect(JsonTokenType wanted)
    {
        if (Token != wanted) throw Bad($"here is {Token} where {wanted} is wanted");
    }

    /// <summary>Within an object: goes to the name of the next property; false at its end.</summary>
    public bool NextProperty()
    {
        if (!Read()) throw Bad("the file ends within an object");
        return Token == JsonTokenType.PropertyName;
    }

    /// <summary>Within an array: goes to the next item; false at its end.</summary>
    public bool NextItem()
    {
        if (!Read()) throw Bad("the file ends within a list");
        return Token != JsonTokenType.EndArray;
    }

    /// <summary>Whether the property found by <see cref="NextProperty"/> has this name.</summary>
    public readonly bool Is(ReadOnlySpan<byte> name) => _reader.ValueTextEquals(name);

    /// <summary>Leaves out the value of a property, however deep.</summary>
    public void SkipValue()
    {
        Value();
        SkipRest();
    }

    /// <summary>When the token opens something, leaves out all of it.</summary>
    public void SkipRest()
    {
        if (Token is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return;
        for (var depth = _reader.CurrentDepth; ;)
        {
            Value();
            if (Token is JsonTokenType.EndObject or JsonTokenType.EndArray && _reader.CurrentDepth == depth) return;
        }
    }

    /// <summary>Reads a number.</summary>
    public decimal Decimal()
    {
        Value();
        return ThisDecimal();
    }

    /// <summary>The token as a number.</summary>
    public readonly decimal ThisDecimal()
    {
        Expect(JsonTokenType.Number);
        if (_reader.TryGetDecimal(out var value) && Math.Abs(value) <= AnnotationFile.MostCoordinate) return value;
        throw Bad($"the number is beyond {AnnotationFile.MostCoordinate}");
    }

    /// <summary>Reads a whole number; one with a zero behind the point is whole too.</summary>
    public long Whole()
    {
        Value();
        return ThisWhole();
    }

    /// <summary>The token as a whole number.</summary>
    public readonly long ThisWhole()
    {
        Expect(JsonTokenType.Number);
        if (_reader.TryGetInt64(out var value)) return value;
        if (_reader.TryGetDecimal(out var number) && number == decimal.Truncate(number)
            && Math.Abs(number) < long.MaxValue) return (long)number;
        throw Bad("here is wanted a whole number");
    }

    /// <summary>Reads a whole number within limits.</summary>
    public int Whole(int least, int most, string what)
    {
        var value = Whole();
        return value >= least && value <= most ? (int)value : throw Bad($"{what} is {value}, not {least} to {most}");
    }

    /// <summary>Reads <c>true</c>, <c>1</c> and their like.</summary>
    public bool Flag()
    {
        Value();
        return Token switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False or JsonTokenType.Null => false,
            _ => ThisWhole() != 0,
        };
    }

    /// <summary>Reads a text; nothing for <c>null</c>.</summary>
    public string? Text()
    {
        Value();
        return Token == JsonTokenType.Null ? null : ThisText();
    }

    /// <summary>The token as a text.</summary>
    public readonly string ThisText()
    {
        if (Token is not (JsonTokenType.String or JsonTokenType.PropertyName)) Expect(JsonTokenType.String);
        try
        {
            return _reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            throw Bad("the text is no UTF-8");
        }
    }

    /// <summary>The rest of a list of points, two numbers each, in a flat list that has been opened.</summary>
    public List<decimal> Numbers(int most)
    {
        var numbers = new List<decimal>();
        while (NextItem())
        {
            numbers.Add(ThisDecimal());
            if (numbers.Count > most) throw AnnotationFile.TooMuch(_path, $"a list has over {most} numbers");
        }

        return numbers;
    }

    /// <summary>Reads the next token, which has to be there.</summary>
    public void Value()
    {
        if (!Read()) throw Bad("the file ends too early");
    }

    /// <summary>Something is wrong with the token read last.</summary>
    public readonly BadDataException Bad(string reason) =>
        new("VIR1031", $"{_path}, byte {_before + _reader.TokenStartIndex}: {reason}.");

    private void SkipMark()
    {
        Refill();
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        if (!_buffer.AsSpan(0, _length).StartsWith(mark)) return;
        _reader = new(_buffer.AsSpan(3, _length - 3), _ended, _reader.CurrentState);
        _before = 3;
        _marked = 3;
    }

    private int _marked;

    private void Refill()
    {
        var used = (int)_reader.BytesConsumed + _marked;
        var rest = _length - used;
        var buffer = _buffer;
        if (used == 0 && rest == buffer.Length)
        {
            if (rest >= MostToken) throw AnnotationFile.TooMuch(_path, $"a text has over {MostToken >> 20} MB");
            buffer = new byte[rest * 2];
        }

        _buffer.AsSpan(used, rest).CopyTo(buffer);
        var (path, stream) = (_path, _stream);
        var read = AnnotationFile.Guard(path, () => stream.ReadAtLeast(
            buffer.AsSpan(rest), buffer.Length - rest, throwOnEndOfStream: false));
        _before += used - _marked;
        (_buffer, _length, _ended, _marked) = (buffer, rest + read, read < buffer.Length - rest, 0);
        _reader = new(_buffer.AsSpan(0, _length), _ended, _reader.CurrentState);
    }
}
