using System.Globalization;

namespace GitOpsDemo.Build.Hosting.Live;

/// <summary>Durations as a person reads them.</summary>
internal static class Durations
{
    /// <summary>In whole seconds, such as <c>1 min 05 s</c>.</summary>
    public static string Whole(TimeSpan span) => span < TimeSpan.FromMinutes(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalSeconds} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min {span.Seconds:00} s");

    /// <summary>With a tenth of a second where that says something.</summary>
    public static string Exact(TimeSpan span) =>
        span < TimeSpan.FromSeconds(10) ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s") : Whole(span);
}
