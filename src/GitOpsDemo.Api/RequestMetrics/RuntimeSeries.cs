using Prometheus;

namespace GitOpsDemo.Api.RequestMetrics;

/// <summary>
/// What the runbooks ask of the runtime beyond <see cref="DotNetStats"/>, by the names that OpenTelemetry gives the runtime's own meter. An
/// adapter of that meter would listen all the time, and make gauges of its counters.
/// </summary>
internal sealed class RuntimeSeries(MetricFactory metrics)
{
    private readonly Gauge _poolThreads = metrics.CreateGauge("dotnet_thread_pool_threads", "Threads of the pool.");
    private readonly Gauge _poolQueue = metrics.CreateGauge(
        "dotnet_thread_pool_queue_length", "Work items that wait for a thread of the pool.");
    private readonly Counter _pauses = metrics.CreateCounter(
        "dotnet_gc_pause_time_seconds_total", "Time for which the collector held all threads, in seconds.");

    public void Read()
    {
        _poolThreads.Set(ThreadPool.ThreadCount);
        _poolQueue.Set(ThreadPool.PendingWorkItemCount);
        _pauses.IncTo(GC.GetTotalPauseDuration().TotalSeconds);
    }
}
