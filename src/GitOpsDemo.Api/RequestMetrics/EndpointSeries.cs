namespace GitOpsDemo.Api.RequestMetrics;

/// <summary>The series of one endpoint in arrays by method and status: finding one costs two array reads and no allocation.</summary>
/// <param name="template">The route template.</param>
/// <param name="metrics">The metrics that the series belong to.</param>
/// <param name="isCounted">Whether requests to this endpoint are counted at all.</param>
internal sealed class EndpointSeries(string template, HttpMetrics metrics, bool isCounted)
{
    private readonly MethodSeries?[] _byMethod = new MethodSeries?[KnownMethods.Count];

    public bool IsCounted => isCounted;

    public void Record(string method, int status, TimeSpan duration)
    {
        var index = KnownMethods.IndexOf(method);

        // Two threads that make the same series at once get the same children from the metric.
        var series = _byMethod[index] ??= new(KnownMethods.Name(index), template, metrics);
        series.Record(status, duration);
    }
}
