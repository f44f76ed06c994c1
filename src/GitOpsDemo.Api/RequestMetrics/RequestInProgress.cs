using System.Diagnostics;

namespace GitOpsDemo.Api.RequestMetrics;

/// <summary>A request from its arrival to the end of its response. Used again for another one afterwards.</summary>
internal sealed class RequestInProgress
{
    private HttpContext? _context;
    private EndpointSeries? _series;
    private long _started;

    public void Begin(HttpContext context, EndpointSeries series)
    {
        _context = context;
        _series = series;
        _started = Stopwatch.GetTimestamp();
    }

    public void End()
    {
        var elapsed = Stopwatch.GetElapsedTime(_started);
        _series!.Record(_context!.Request.Method, _context.Response.StatusCode, elapsed);
        _context = null;
    }
}
