namespace Vireo.Vision.Datasets.Sampling;

/// <summary>The batches of one process, epoch after epoch.</summary>
/// <remarks>A step takes <c>batch · world</c> indices of the sampler's order and cuts them into one run for each
/// process in turn. So the samples of a step are the same for any number of processes with the same sum of batches,
/// also after going on from a <see cref="Position"/> with another number of them.</remarks>
public sealed class SamplerCursor
{
    private readonly Sampler _sampler;
    private readonly int _batch;
    private readonly int _rank;
    private readonly int _world;
    private readonly EpochTail _tail;
    private int[] _order = [];
    private int[] _repeats = [];
    private int[] _times = [];
    private int _orderOf = -1;
    private SamplerPosition _position;

    /// <summary>A cursor at the first batch of the first epoch.</summary>
    /// <param name="sampler">What is drawn.</param>
    /// <param name="batch">Samples in a batch of this process.</param>
    /// <param name="rank">Number of this process, from 0 on.</param>
    /// <param name="world">Number of processes.</param>
    /// <param name="tail">What becomes of the rest of an epoch.</param>
    /// <exception cref="ArgumentException">A number is out of range, or batches would tear units of the sampler apart,
    /// or an epoch would have no batch.</exception>
    public SamplerCursor(Sampler sampler, int batch, int rank = 0, int world = 1, EpochTail tail = EpochTail.Fill)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(world, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, world);
        if (batch % sampler.Unit != 0)
            throw new ArgumentException($"a batch of {batch} tears units of {sampler.Unit} apart", nameof(batch));

        (_sampler, _batch, _rank, _world, _tail) = (sampler, batch, rank, world, tail);
        var (whole, rest) = Math.DivRem(sampler.Length, checked(batch * world));
        StepsPerEpoch = rest == 0 || tail == EpochTail.Drop ? whole : whole + 1;
        if (StepsPerEpoch == 0)
        {
            throw new ArgumentException(
                $"{sampler.Length} samples do not fill one batch of {batch} on {world} processes", nameof(sampler));
        }
    }

    /// <summary>Batches of an epoch, the same for every process.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>The next batch; set it to go on from there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such batch.</exception>
    public SamplerPosition Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value.Epoch, nameof(value));
            ArgumentOutOfRangeException.ThrowIfNegative(value.Step, nameof(value));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Step, StepsPerEpoch, nameof(value));
            _position = value.Step == StepsPerEpoch ? new(value.Epoch + 1, 0) : value;
        }
    }

    /// <summary>Indices of the next batch; goes on to the next epoch by itself.</summary>
    public int[] Next() => [.. NextTurns().Select(turn => turn.Index)];

    /// <summary>The next batch, told apart where the epoch draws a sample more than once; goes on to the next epoch by
    /// itself.</summary>
    public SamplerTurn[] NextTurns()
    {
        if (_orderOf != _position.Epoch) Draw(_position.Epoch);
        var first = _position.Step * _batch * _world + _rank * _batch;
        Position = new(_position.Epoch, _position.Step + 1);
        if (_tail != EpochTail.Short) return [.. Enumerable.Range(first, _batch).Select(Turn)];

        // The rest is shared out evenly, in units: nobody waits for one process with all of it.
        var start = first - _rank * _batch;
        var units = (Math.Min(_order.Length - start, _batch * _world) + _sampler.Unit - 1) / _sampler.Unit;
        var (low, high) = (units * _rank / _world * _sampler.Unit, units * (_rank + 1) / _world * _sampler.Unit);
        (low, high) = (Math.Min(start + low, _order.Length), Math.Min(start + high, _order.Length));
        return [.. Enumerable.Range(low, high - low).Select(Turn)];
    }

    private void Draw(int epoch)
    {
        (_order, _orderOf) = (_sampler.Order(epoch), epoch);
        (_repeats, _times) = (new int[_order.Length], new int[_order.DefaultIfEmpty().Max() + 1]);
        for (var at = 0; at < _order.Length; at++) _repeats[at] = _times[_order[at]]++;
    }

    // A batch that is filled from the beginning draws those samples once more.
    private SamplerTurn Turn(int at)
    {
        var (again, place) = Math.DivRem(at, _order.Length);
        var index = _order[place];
        return new(index, _repeats[place] + again * _times[index]);
    }
}
