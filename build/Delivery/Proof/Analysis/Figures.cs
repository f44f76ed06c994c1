using System.Globalization;

namespace GitOpsDemo.Delivery.Proof.Analysis;

/// <summary>Figures as they are shown.</summary>
internal static class Figures
{
    public static string Percent(double share) =>
        share is > 0 and < 0.00005 ? "< 0.01 %" : string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##} %");

    public static string Count(double number) => number.ToString("#,##0", CultureInfo.InvariantCulture);

    public static string Requests(double number) => $"{Count(number)} {Plural.Word(number, "request")}";

    public static string Time(double seconds) => seconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0.#} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.##} s");

    public static string Memory(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024 * 1024):0.##} MiB/s");
}
