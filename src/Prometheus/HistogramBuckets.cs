using System.Globalization;
using System.Text;

namespace Prometheus;

/// <summary>The upper bounds of a histogram's buckets, and their <c>le</c> labels in both formats.</summary>
internal sealed class HistogramBuckets
{
    private static readonly double[] ForSeconds = [.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10];
    private readonly double[] _bounds;
    private readonly byte[][] _textLabels;
    private readonly byte[][] _openMetricsLabels;

    /// <exception cref="ArgumentException">There are none, or they do not rise.</exception>
    public HistogramBuckets(double[]? bounds)
    {
        _bounds = [.. bounds ?? ForSeconds];
        if (_bounds.Length == 0)
        {
            throw new ArgumentException("A histogram needs at least one bucket.");
        }

        if (!double.IsPositiveInfinity(_bounds[^1]))
        {
            _bounds = [.. _bounds, double.PositiveInfinity];
        }

        _textLabels = new byte[_bounds.Length][];
        _openMetricsLabels = new byte[_bounds.Length][];
        for (var index = 0; index < _bounds.Length; index++)
        {
            if (index > 0 && !(_bounds[index - 1] < _bounds[index]))
            {
                throw new ArgumentException("A histogram's bucket bounds must rise.");
            }

            _textLabels[index] = Label(_bounds[index], isOpenMetrics: false);
            _openMetricsLabels[index] = Label(_bounds[index], isOpenMetrics: true);
        }
    }

    public int Count => _bounds.Length;

    /// <summary>The bucket of a value that is a number.</summary>
    public int Find(double value)
    {
        // Most latencies lie in the first buckets: a scan from the start beats a binary search there.
        var bounds = _bounds;
        var bucket = 0;
        while (bucket < bounds.Length - 1 && value > bounds[bucket])
        {
            bucket++;
        }

        return bucket;
    }

    public byte[] Label(int bucket, ExpositionFormat format) =>
        (format == ExpositionFormat.OpenMetricsText ? _openMetricsLabels : _textLabels)[bucket];

    private static byte[] Label(double bound, bool isOpenMetrics)
    {
        var text = double.IsPositiveInfinity(bound) ? "+Inf" : bound.ToString("g", CultureInfo.InvariantCulture);
        var point = isOpenMetrics && !text.AsSpan().ContainsAny('.', 'e', 'I') ? ".0" : "";
        return Encoding.UTF8.GetBytes($"le=\"{text}{point}\"");
    }
}
