namespace Vireo.Vision.Imaging.WebP;

/// <summary>Decodes lossy WebP pictures: key frames of VP8.</summary>
/// <remarks>Bankoski et al. 2011, "VP8 Data Format and Decoding Guide", RFC 6386. Strict: data that ends early is an
/// error.</remarks>
internal sealed class Vp8Decoder
{
    private readonly Vp8Header _header;
    private readonly Vp8Bits _bits;
    private readonly Vp8Planes _planes;
    private readonly Vp8Filter[] _filters;
    private readonly Vp8Macroblock _block = new();
    private readonly Vp8Work _luma = new(16);
    private readonly Vp8Work _blue = new(8);
    private readonly Vp8Work _red = new(8);

    private Vp8Decoder(ImageBytes image, WebPFrame frame)
    {
        _header = Vp8Header.Parse(image, frame.Start, frame.Length, out _bits);
        _planes = new(image, frame.Size);
        _filters = new Vp8Filter[_planes.Columns * _planes.Rows];
    }

    /// <summary>Decodes the colours of a frame into a raster of 3 or 4 channels; alpha is left alone.</summary>
    public static void Decode(ImageBytes image, WebPFrame frame, Raster raster)
    {
        var decoder = new Vp8Decoder(image, frame);
        if (!decoder.ReadBlocks())
            throw image.DamagedAt(frame.Start, "its lossy picture ends early");
        if (decoder._header.HasFilter)
            Vp8LoopFilter.Apply(decoder._planes, decoder._filters, decoder._header.IsSimpleFilter);
        Vp8Output.Compose(decoder._planes, raster);
    }

    private bool ReadBlocks()
    {
        var modes = new Vp8Modes(_header, _bits, _planes.Columns);
        var residuals = new Vp8Residuals(_header, _planes.Columns);
        for (var row = 0; row < _planes.Rows; row++)
        {
            var coefficients = _header.Partitions[row & (_header.Partitions.Length - 1)];
            modes.BeginRow();
            residuals.BeginRow();
            for (var column = 0; column < _planes.Columns; column++)
            {
                modes.Read(_block, column);
                var any = false;
                if (_block.IsEmpty)
                    residuals.Skip(_block, column);
                else
                    any = residuals.Read(coefficients, _block, column);
                if (_bits.Overran || coefficients.Overran)
                    return false;

                var filter = _header.FilterOf(_block.Segment, _block.IsSmall);
                _filters[row * _planes.Columns + column] = filter with { HasInner = filter.HasInner || any };
                Reconstruct(column, row, any);
            }
        }

        return true;
    }

    private void Reconstruct(int column, int row, bool any)
    {
        var stride = _planes.Stride;
        _luma.Begin(_planes.Luma, stride, column, row, _planes.Columns);
        _blue.Begin(_planes.Blue, stride / 2, column, row, _planes.Columns);
        _red.Begin(_planes.Red, stride / 2, column, row, _planes.Columns);
        if (_block.IsSmall)
            PredictSmall(any);
        else
        {
            Vp8Prediction.Whole(_luma, _block.Modes[0], column > 0, row > 0);
            for (var i = 0; any && i < 16; i++)
                Add(_luma, i, (i >> 2) * 4, (i & 3) * 4);
        }

        Vp8Prediction.Whole(_blue, _block.ColourMode, column > 0, row > 0);
        Vp8Prediction.Whole(_red, _block.ColourMode, column > 0, row > 0);
        for (var i = 0; any && i < 4; i++)
        {
            Add(_blue, 16 + i, (i >> 1) * 4, (i & 1) * 4);
            Add(_red, 20 + i, (i >> 1) * 4, (i & 1) * 4);
        }

        _luma.End(_planes.Luma, stride, column, row);
        _blue.End(_planes.Blue, stride / 2, column, row);
        _red.End(_planes.Red, stride / 2, column, row);
    }

    private void PredictSmall(bool any)
    {
        // The last column has no finished pixels above on the right but those of the row above the macroblock.
        var samples = _luma.Samples;
        for (var y = 4; y < 16; y += 4)
            samples.AsSpan(Vp8Work.Origin - Vp8Work.Stride + 16, 4)
                .CopyTo(samples.AsSpan(Vp8Work.Origin + (y - 1) * Vp8Work.Stride + 16));
        for (var i = 0; i < 16; i++)
        {
            var (y, x) = ((i >> 2) * 4, (i & 3) * 4);
            Vp8SmallPrediction.Predict(samples, Vp8Work.Origin + y * Vp8Work.Stride + x, _block.Modes[i]);
            if (any)
                Add(_luma, i, y, x);
        }
    }

    private void Add(Vp8Work work, int index, int y, int x)
    {
        var coefficients = _block.Coefficients.AsSpan(16 * index, 16);
        if (coefficients.ContainsAnyExcept(0))
            Vp8Transform.Add(
                coefficients, work.Samples.AsSpan(Vp8Work.Origin + y * Vp8Work.Stride + x), Vp8Work.Stride);
    }
}
