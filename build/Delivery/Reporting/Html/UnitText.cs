namespace GitOpsDemo.Delivery.Reporting.Html;

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
