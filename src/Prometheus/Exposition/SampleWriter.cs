using System.Buffers;

namespace Prometheus;

/// <summary>Writes metadata and samples on a page, in one of the formats.</summary>
internal readonly struct SampleWriter(Page page, ExpositionFormat format)
{
    // What a number has that needs no ".0": a point, an exponent, or the names of infinity and of what is no number.
    private static readonly SearchValues<byte> NotWhole = SearchValues.Create(".eIN"u8);

    public ExpositionFormat Format => format;

    public bool CarriesExemplars => IsOpenMetrics;

    private bool IsOpenMetrics => format == ExpositionFormat.OpenMetricsText;

    public void WriteMetadata(Collector collector)
    {
        var name = collector.NameBytes.AsSpan();
        var type = TypeName(collector.Type);
        if (IsOpenMetrics && collector.Type == MetricType.Counter)
        {
            // OpenMetrics names the family without the suffix, and knows no counter that lacks it.
            var suffix = "_total"u8;
            type = name.EndsWith(suffix) ? type : "unknown"u8;
            name = name.EndsWith(suffix) ? name[..^suffix.Length] : name;
        }

        page.Append("# HELP "u8);
        page.Append(name);
        page.Append((byte)' ');
        page.Append(IsOpenMetrics ? collector.OpenMetricsHelpBytes : collector.HelpBytes);
        page.Append("\n# TYPE "u8);
        page.Append(name);
        page.Append((byte)' ');
        page.Append(type);
        page.Append((byte)'\n');
    }

    /// <summary>Writes <c>name_suffix{labels,extra}</c> and a space.</summary>
    public void WriteSeries(Collector collector, ReadOnlySpan<byte> suffix, ReadOnlySpan<byte> labels, ReadOnlySpan<byte> extra = default)
    {
        page.Append(collector.NameBytes);
        page.Append(suffix);
        if (!labels.IsEmpty || !extra.IsEmpty)
        {
            page.Append((byte)'{');
            page.Append(labels);
            if (!labels.IsEmpty && !extra.IsEmpty)
            {
                page.Append((byte)',');
            }

            page.Append(extra);
            page.Append((byte)'}');
        }

        page.Append((byte)' ');
    }

    public void WriteValue(double value)
    {
        var start = page.Written.Length;
        page.Append(value);
        if (IsOpenMetrics && !page.Written.Span[start..].ContainsAny(NotWhole))
        {
            page.Append(".0"u8);
        }
    }

    public void WriteCount(long count) => page.Append(count);

    public void WriteExemplar(RecordedExemplar? recorded)
    {
        if (recorded is null)
        {
            return;
        }

        page.Append(" # {"u8);
        page.Append(Escaping.Labels(recorded.Exemplar));
        page.Append("} "u8);
        WriteValue(recorded.Value);
        page.Append((byte)' ');
        WriteValue(recorded.Timestamp);
    }

    public void EndSample() => page.Append((byte)'\n');

    public void WriteEnd()
    {
        if (IsOpenMetrics)
        {
            page.Append("# EOF\n"u8);
        }
    }

    private static ReadOnlySpan<byte> TypeName(MetricType type) => type switch
    {
        MetricType.Counter => "counter"u8,
        MetricType.Gauge => "gauge"u8,
        _ => "histogram"u8,
    };
}
