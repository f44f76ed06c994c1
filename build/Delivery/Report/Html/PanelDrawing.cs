using System.Text;

namespace GitOpsDemo.Delivery.Report.Html;

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
                var kind = run.Count == 1 ? "line sample" : "line";
                var corners = Drawn(run).Select(point => $"{plot.X(point.UnixSeconds):0.#},{plot.Y(point.Value):0.#}");
                marks.Append($"""<polyline class="{kind} {colour}" points="{string.Join(' ', corners)}"/>""");
            }

            var last = line.Points.Where(point => point.IsNumber).Select(
                point => UnitText.Of(point.Value, panel.Unit)).LastOrDefault("no data");
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

    /// <summary>
    /// The buckets of a histogram over time. Prometheus counts in each bucket all the smaller ones too: a cell is the difference.
    /// </summary>
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
                    var (width, height) = (plot.X(point.UnixSeconds) - x, plot.Y(row) - y);
                    marks.Append(
                        $"""<rect class="cell" x="{x:0.#}" y="{y:0.#}" width="{width:0.##}" height="{height:0.##}" """
                        + $"""opacity="{Math.Sqrt(share):0.##}"/>""");
                }
            }
        }

        return plot.Draw(
            panel.Title,
            tick => tick is 0 || tick % 2 > 0 ? "" : $"≤ {UnitText.Of(Bound(buckets[(int)tick - 1].Name), panel.Unit)}",
            marks.ToString());
    }

    private static double Bound(string name) => name is "+Inf" ? double.PositiveInfinity : double.TryParse(name, out var bound) ? bound : 0;

    private static Axis TimeOf(List<ReportedPoint> points) =>
        Axis.OfTime(points.Min(point => point.UnixSeconds), points.Max(point => point.UnixSeconds), TimeTicks);
}

/// <summary>A scale from values to positions, with ticks at round numbers.</summary>
/// <param name="From">The smallest value.</param>
/// <param name="To">The largest value; more than <paramref name="From"/>.</param>
/// <param name="Step">The distance of two ticks.</param>
internal sealed record Axis(double From, double To, double Step)
{
    private static readonly double[] RoundSteps = [1, 2, 2.5, 5, 10];

    /// <summary>Seconds that people count time in.</summary>
    private static readonly double[] TimeSteps = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400];

    public IEnumerable<double> Ticks
    {
        get
        {
            for (var tick = Math.Ceiling(From / Step - 1e-9) * Step; tick <= To + (Step * 1e-9); tick += Step)
            {
                // Without the sum nothing would be written as -0.
                yield return tick + 0.0;
            }
        }
    }

    /// <summary>For values: it begins at 0 unless some are less, and ends at a round number above the largest.</summary>
    public static Axis OfValues(IReadOnlyCollection<double> values, int ticks)
    {
        var (least, most) = (Math.Min(0, values.DefaultIfEmpty(0).Min()), values.DefaultIfEmpty(1).Max());
        var span = most > least ? most - least : 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(span / ticks)));
        var step = power * RoundSteps.First(round => round * power >= span / ticks * (1 - 1e-9));
        return new(Math.Floor(least / step) * step, Math.Ceiling((least + span) / step - 1e-9) * step, step);
    }

    /// <summary>For moments, in seconds since 1970: exactly from the first to the last.</summary>
    public static Axis OfTime(double first, double last, int ticks)
    {
        var end = Math.Max(last, first + 1);
        return new(first, end, TimeSteps.FirstOrDefault(step => step * ticks >= end - first, TimeSteps[^1]));
    }

    /// <summary>Where a value is, from 0 to 1.</summary>
    public double Share(double value) => (value - From) / (To - From);
}

/// <summary>The paper that panels are drawn on: positions, grid and the labels of the axes. Colours come from the stylesheet.</summary>
/// <param name="Time">The moments, from left to right.</param>
/// <param name="Values">The values, from the bottom up.</param>
internal sealed record Plot(Axis Time, Axis Values)
{
    /// <summary>About as wide as a panel on a page, so that text has the size that the stylesheet says.</summary>
    private const int Width = 400;
    private const int Height = 200;
    private const int Left = 66;

    /// <summary>Beside it half a label of the time axis has room.</summary>
    private const int Right = 372;
    private const int Top = 10;
    private const int Bottom = 174;

    /// <summary>A moment's place, in units of the drawing.</summary>
    public double X(double unixSeconds) => Left + (Time.Share(unixSeconds) * (Right - Left));

    public double Y(double value) => Bottom - (Values.Share(value) * (Bottom - Top));

    /// <summary>The drawing as SVG.</summary>
    /// <param name="title">The text for a person who can't see it.</param>
    /// <param name="label">Writes a value of the axis.</param>
    /// <param name="marks">What is drawn on the grid.</param>
    public string Draw(string title, Func<double, string> label, string marks)
    {
        var svg = new StringBuilder($"""<svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{Text.Escaped(title)}">""");
        foreach (var tick in Values.Ticks)
        {
            svg.Append($"""<line class="grid" x1="{Left}" x2="{Right}" y1="{Y(tick):0.#}" y2="{Y(tick):0.#}"/>""");
            svg.Append($"""<text class="y" x="{Left - 6}" y="{Y(tick) + 4:0.#}">{Text.Escaped(label(tick))}</text>""");
        }

        foreach (var tick in Time.Ticks)
        {
            svg.Append($"""<line class="grid" x1="{X(tick):0.#}" x2="{X(tick):0.#}" y1="{Top}" y2="{Bottom}"/>""");
            svg.Append($"""<text class="x" x="{X(tick):0.#}" y="{Bottom + 18}">{Clock(tick)}</text>""");
        }

        return svg.Append(marks).Append("</svg>").ToString();
    }

    private string Clock(double unixSeconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)(1000 * unixSeconds)).ToString(Time.Step < 60 ? "HH:mm:ss" : "HH:mm", null);
}

/// <summary>Writes values with the units of Grafana, short enough for an axis.</summary>
internal static class UnitText
{
    private static readonly string[] Bytes = ["B", "KiB", "MiB", "GiB", "TiB"];

    public static string Of(double value, string? unit) => unit switch
    {
        _ when double.IsPositiveInfinity(value) => "∞",
        "percentunit" => $"{Number(100 * value)} %",
        "percent" => $"{Number(value)} %",
        "reqps" => $"{Number(value)}/s",
        "s" when Math.Abs(value) is < 1 and > 0 => $"{Number(1000 * value)} ms",
        "s" => $"{Number(value)} s",
        "bytes" => Binary(value),
        _ => Number(value),
    };

    private static string Number(double value) => Math.Abs(value) switch
    {
        >= 1e6 => $"{value / 1e6:0.##}M",
        >= 1e4 => $"{value / 1e3:0.#}k",
        >= 100 => $"{value:0}",
        >= 1 or 0 => $"{value:0.##}",
        _ => $"{value:0.###}",
    };

    private static string Binary(double value)
    {
        var power = 0;
        while (Math.Abs(value) >= 1024 && power < Bytes.Length - 1)
        {
            value /= 1024;
            power++;
        }

        return $"{Number(value)} {Bytes[power]}";
    }
}
