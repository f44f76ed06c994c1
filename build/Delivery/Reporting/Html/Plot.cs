using System.Text;

namespace GitOpsDemo.Delivery.Reporting.Html;

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

    /// <summary>A value's place.</summary>
    public double Y(double value) => Bottom - (Values.Share(value) * (Bottom - Top));

    /// <summary>The drawing as SVG.</summary>
    /// <param name="title">What a person who can't see it is told.</param>
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
