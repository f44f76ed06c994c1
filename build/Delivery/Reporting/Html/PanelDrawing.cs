using System.Text;

namespace GitOpsDemo.Delivery.Reporting.Html;

/// <summary>Draws a panel with what it shows: a figure with a caption, and a legend where lines need one.</summary>
internal static class PanelDrawing
{
    /// <summary>The type of panels that show one number.</summary>
    private const string Number = "stat";
    private const int ValueTicks = 4;
    private const int TimeTicks = 4;

    /// <summary>As many colours as the stylesheet has.</summary>
    private const int Colours = 8;

    public static string Of(ReportedPanel panel) => $"""
        <figure class="{(panel.Type == Number ? "panel number" : "panel")}">
        <figcaption>{Text.Escaped(panel.Title)}</figcaption>
        {Content(panel)}
        </figure>
        """;

    private static string Content(ReportedPanel panel) => panel switch
    {
        _ when !panel.Lines.Any(line => line.Points.Any(point => point.IsNumber)) => """<p class="empty">no data</p>""",
        { Type: Number } => Stat(panel),
        { Type: "heatmap" } => Heatmap(panel),
        _ => Lines(panel),
    };

    /// <summary>The numbers of now: what ended before, as a version that was replaced, has none.</summary>
    private static string Stat(ReportedPanel panel)
    {
        var last = panel.Lines
            .Where(line => line.Points.Any(point => point.IsNumber))
            .Select(line => (line.Name, Point: line.Points.Last(point => point.IsNumber)))
            .ToList();
        var now = last.Max(line => line.Point.UnixSeconds);
        return string.Concat(last.Where(line => line.Point.UnixSeconds >= now).Select(line =>
            $"<p class=\"stat\"><b>{Text.Escaped(UnitText.Of(line.Point.Value, panel.Unit))}</b> {Text.Escaped(line.Name)}</p>"));
    }

    private static string Lines(ReportedPanel panel)
    {
        var points = panel.Lines.SelectMany(line => line.Points).Where(point => point.IsNumber).ToList();
        var plot = new Plot(TimeOf(points), Axis.OfValues([.. points.Select(point => point.Value)], ValueTicks));
        var marks = new StringBuilder();
        var legend = new StringBuilder("<ul class=\"legend\">");
        foreach (var (index, line) in panel.Lines.Index())
        {
            var colour = $"c{index % Colours}";
            foreach (var run in Runs(line.Points))
            {
                marks.Append($"""<polyline class="{(run.Count == 1 ? "line sample" : "line")} {colour}" points="{string.Join(' ', Drawn(run).Select(point => $"{plot.X(point.UnixSeconds):0.#},{plot.Y(point.Value):0.#}"))}"/>""");
            }

            var last = line.Points.Where(point => point.IsNumber).Select(point => UnitText.Of(point.Value, panel.Unit)).LastOrDefault("no data");
            legend.Append($"""<li class="{colour}">{Text.Escaped(line.Name)} <span>{Text.Escaped(last)}</span></li>""");
        }

        return plot.Draw(panel.Title, value => UnitText.Of(value, panel.Unit), marks.ToString()) + legend.Append("</ul>");
    }

    /// <summary>A line of a single sample goes from it to itself: with its round ends it is a dot.</summary>
    private static IReadOnlyList<ReportedPoint> Drawn(IReadOnlyList<ReportedPoint> run) => run is [var only] ? [only, only] : run;

    /// <summary>Stretches without a gap.</summary>
    private static IEnumerable<IReadOnlyList<ReportedPoint>> Runs(IReadOnlyList<ReportedPoint> points)
    {
        var run = new List<ReportedPoint>();
        foreach (var point in points.Append(new ReportedPoint(0, double.NaN)))
        {
            if (point.IsNumber)
            {
                run.Add(point);
            }
            else if (run.Count > 0)
            {
                yield return run;
                run = [];
            }
        }
    }

    /// <summary>The buckets of a histogram over time. Prometheus counts in each bucket all the smaller ones too: a cell is the difference.</summary>
    private static string Heatmap(ReportedPanel panel)
    {
        var buckets = panel.Lines.OrderBy(line => Bound(line.Name)).ToList();
        var points = buckets.SelectMany(line => line.Points).Where(point => point.IsNumber).ToList();
        var times = points.Select(point => point.UnixSeconds).Distinct().Order().ToList();
        var step = times.Count > 1 ? times.Zip(times.Skip(1), (one, next) => next - one).Min() : 1;
        var plot = new Plot(Axis.OfTime(times[0] - step, times[^1], TimeTicks), new Axis(0, buckets.Count, 1));
        var most = Math.Max(1e-9, points.Max(point => point.Value));
        var marks = new StringBuilder();
        for (var row = 0; row < buckets.Count; row++)
        {
            var below = row == 0 ? [] : buckets[row - 1].Points.ToDictionary(point => point.UnixSeconds, point => point.Value);
            foreach (var point in buckets[row].Points.Where(point => point.IsNumber))
            {
                var share = (point.Value - below.GetValueOrDefault(point.UnixSeconds)) / most;
                if (share > 0.001)
                {
                    var (x, y) = (plot.X(point.UnixSeconds - step), plot.Y(row + 1));
                    marks.Append($"""<rect class="cell" x="{x:0.#}" y="{y:0.#}" width="{plot.X(point.UnixSeconds) - x:0.##}" height="{plot.Y(row) - y:0.##}" opacity="{Math.Sqrt(share):0.##}"/>""");
                }
            }
        }

        return plot.Draw(panel.Title, tick => tick is 0 || tick % 2 > 0 ? "" : $"≤ {UnitText.Of(Bound(buckets[(int)tick - 1].Name), panel.Unit)}", marks.ToString());
    }

    private static double Bound(string name) => name is "+Inf" ? double.PositiveInfinity : double.TryParse(name, out var bound) ? bound : 0;

    private static Axis TimeOf(List<ReportedPoint> points) =>
        Axis.OfTime(points.Min(point => point.UnixSeconds), points.Max(point => point.UnixSeconds), TimeTicks);
}
