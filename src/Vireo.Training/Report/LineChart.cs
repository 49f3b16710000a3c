using System.Text;

namespace Vireo.Training.Report;

/// <summary>Draws a <see cref="ReportChart"/> as SVG, with axes, grid, legend and a tooltip on every point.</summary>
internal sealed class LineChart
{
    private const double Width = 560, Height = 270, Left = 58, Right = 14, Top = 12, Bottom = 38;
    private const int MostPoints = 800, MostDots = 60, Colours = 4;
    private readonly StringBuilder _svg = new();
    private readonly ReportChart _chart;
    private readonly AxisTicks _x, _y;

    private LineChart(ReportChart chart)
    {
        _chart = chart;
        var points = chart.Series.SelectMany(series => series.Points).Where(IsFinite).ToList();
        _x = AxisTicks.Over(points.Select(point => point.X), 7, tight: true);
        _y = AxisTicks.Over(points.Select(point => point.Y), 5, tight: false);
    }

    /// <summary>The chart as a figure element.</summary>
    public static string Draw(ReportChart chart)
    {
        var drawing = new LineChart(chart);
        drawing.Begin();
        drawing.Grid();
        for (var i = 0; i < chart.Series.Count; i++) drawing.Line(chart.Series[i], i % Colours);
        drawing._svg.Append("</svg>");
        drawing.Legend();
        return drawing._svg.Append("</figure>\n").ToString();
    }

    private static bool IsFinite((double X, double Y) point) => double.IsFinite(point.X) && double.IsFinite(point.Y);

    private void Begin() => _svg.Append($"""
        <figure class="card chart"><figcaption>{Html.Escape(_chart.Title)}</figcaption>
        <svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{Html.Escape(_chart.Title)}">

        """);

    private void Grid()
    {
        foreach (var tick in _y.Ticks)
        {
            var y = Html.At(Y(tick));
            _svg.Append($"""<line class="grid" x1="{Left}" x2="{Width - Right}" y1="{y}" y2="{y}"/>""");
            _svg.Append($"""<text class="tick" x="{Left - 8}" y="{y}" dy="4" text-anchor="end">""");
            _svg.Append($"{Html.Number(tick)}</text>");
        }

        foreach (var tick in _x.Ticks)
        {
            var (x, y) = (Html.At(X(tick)), Height - Bottom);
            _svg.Append($"""<line class="axis" x1="{x}" x2="{x}" y1="{y}" y2="{y + 4}"/>""");
            _svg.Append($"""<text class="tick" x="{x}" y="{y + 18}" text-anchor="middle">{Html.Number(tick)}</text>""");
        }

        var bottom = Height - Bottom;
        _svg.Append($"""<line class="axis" x1="{Left}" x2="{Width - Right}" y1="{bottom}" y2="{bottom}"/>""");
        _svg.Append($"""<text class="tick" x="{Width - Right}" y="{Height - 4}" text-anchor="end">""");
        _svg.Append($"{Html.Escape(_chart.XLabel)}</text>\n");
    }

    private void Line(ReportSeries series, int colour)
    {
        var points = Thinned(series.Points);
        var path = new StringBuilder();
        var open = false;
        foreach (var point in points)
        {
            if (IsFinite(point)) path.Append($"{(open ? 'L' : 'M')}{Html.At(X(point.X))} {Html.At(Y(point.Y))}");
            open = IsFinite(point);
        }

        _svg.Append($"""<path class="line c{colour}" d="{path}"/>""");
        if (points.Count > MostDots) return;
        foreach (var point in points.Where(IsFinite))
        {
            var label = $"{series.Name}: {Html.Number(point.Y)} at {_chart.XLabel} {Html.Number(point.X)}";
            _svg.Append($"""<circle class="dot c{colour}" r="2.6" """);
            _svg.Append($"""cx="{Html.At(X(point.X))}" cy="{Html.At(Y(point.Y))}">""");
            _svg.Append($"<title>{Html.Escape(label)}</title></circle>");
        }

        _svg.Append('\n');
    }

    private void Legend()
    {
        _svg.Append("""<div class="legend">""");
        for (var i = 0; i < _chart.Series.Count; i++)
        {
            var series = _chart.Series[i];
            var last = series.Points.LastOrDefault(IsFinite, (0, double.NaN)).Y;
            var value = double.IsNaN(last) ? "" : $" <b>{Html.Number(last)}</b>";
            _svg.Append($"""<span><i class="c{i % Colours}"></i>{Html.Escape(series.Name)}{value}</span>""");
        }

        _svg.Append("</div>");
    }

    // Of very many points every n-th one, and the last one always: it is the number people look for.
    private static List<(double X, double Y)> Thinned(IReadOnlyList<(double X, double Y)> points)
    {
        var step = (points.Count + MostPoints - 1) / MostPoints;
        return [.. points.Where((_, i) => step <= 1 || i % step == 0 || i == points.Count - 1)];
    }

    private double X(double value) => Left + _x.Share(value) * (Width - Left - Right);

    private double Y(double value) => Height - Bottom - _y.Share(value) * (Height - Top - Bottom);
}
