using System.Runtime;

namespace Prometheus;

/// <summary>
/// What the runtime counts anyway: prometheus-net's two names, and those of the runtime's own meter (System.Runtime) as OpenTelemetry
/// translates them. That meter's exception count is not here: nobody counts exceptions unless something listens.
/// </summary>
internal sealed class RuntimeSeries
{
    // The order in which the runtime reports them (GCMemoryInfo.GenerationInfo).
    private static readonly string[] Generations = ["gen0", "gen1", "gen2", "loh", "poh"];

    private readonly Counter.Child[] _collections;
    private readonly Gauge.Child[] _heapSizes;
    private readonly Gauge.Child[] _fragmentations;
    private readonly Gauge _totalMemory;
    private readonly Gauge _committed;
    private readonly Counter _allocated;
    private readonly Counter _pauses;
    private readonly Counter _jitMethods;
    private readonly Counter _jitTime;
    private readonly Counter _contentions;
    private readonly Gauge _poolThreads;
    private readonly Gauge _poolQueue;
    private readonly Counter _poolItems;
    private readonly Gauge _timers;

    public RuntimeSeries(MetricFactory metrics)
    {
        var collections = metrics.CreateCounter("dotnet_collection_count_total", "Garbage collections.", "generation");
        var sizes = metrics.CreateGauge(
            "dotnet_gc_last_collection_heap_size_bytes",
            "Heap after the last collection, in bytes.",
            "gc_heap_generation");
        var fragmentations = metrics.CreateGauge(
            "dotnet_gc_last_collection_heap_fragmentation_size_bytes",
            "Gaps in the heap after the last collection, in bytes.",
            "gc_heap_generation");
        _collections = [collections.WithLabels("0"), collections.WithLabels("1"), collections.WithLabels("2")];
        _heapSizes = [.. Generations.Select(generation => sizes.WithLabels(generation))];
        _fragmentations = [.. Generations.Select(generation => fragmentations.WithLabels(generation))];
        _totalMemory = metrics.CreateGauge("dotnet_total_memory_bytes", "Memory believed to be allocated, in bytes.");
        _committed = metrics.CreateGauge(
            "dotnet_gc_last_collection_memory_committed_size_bytes", "Memory that the collector had committed at its last run, in bytes.");
        _allocated = metrics.CreateCounter("dotnet_gc_heap_total_allocated_bytes_total", "Bytes allocated since the start.");
        _pauses = metrics.CreateCounter("dotnet_gc_pause_time_seconds_total", "Time for which the collector held all threads, in seconds.");
        _jitMethods = metrics.CreateCounter("dotnet_jit_compiled_methods_total", "Methods compiled while running.");
        _jitTime = metrics.CreateCounter("dotnet_jit_compilation_time_seconds_total", "Time spent compiling while running, in seconds.");
        _contentions = metrics.CreateCounter("dotnet_monitor_lock_contentions_total", "Times that a thread had to wait for a lock.");
        _poolThreads = metrics.CreateGauge("dotnet_thread_pool_threads", "Threads of the pool.");
        _poolQueue = metrics.CreateGauge("dotnet_thread_pool_queue_length", "Work items that wait for a thread of the pool.");
        _poolItems = metrics.CreateCounter("dotnet_thread_pool_work_item_count_total", "Work items that the pool has completed.");
        _timers = metrics.CreateGauge("dotnet_timers", "Active timers.");
    }

    public void Read()
    {
        for (var generation = 0; generation < _collections.Length; generation++)
        {
            // The runtime counts a collection of a generation for all younger ones too.
            _collections[generation].IncTo(GC.CollectionCount(generation));
        }

        var last = GC.GetGCMemoryInfo(GCKind.Any);
        for (var generation = 0; generation < _heapSizes.Length; generation++)
        {
            _heapSizes[generation].Set(last.GenerationInfo[generation].SizeAfterBytes);
            _fragmentations[generation].Set(last.GenerationInfo[generation].FragmentationAfterBytes);
        }

        // While a collection is under way the runtime's sum can be below zero.
        _totalMemory.Set(Math.Max(0, GC.GetTotalMemory(forceFullCollection: false)));
        _committed.Set(last.TotalCommittedBytes);
        _allocated.IncTo(GC.GetTotalAllocatedBytes());
        _pauses.IncTo(GC.GetTotalPauseDuration().TotalSeconds);
        _jitMethods.IncTo(JitInfo.GetCompiledMethodCount());
        _jitTime.IncTo(JitInfo.GetCompilationTime().TotalSeconds);
        _contentions.IncTo(Monitor.LockContentionCount);
        _poolThreads.Set(ThreadPool.ThreadCount);
        _poolQueue.Set(ThreadPool.PendingWorkItemCount);
        _poolItems.IncTo(ThreadPool.CompletedWorkItemCount);
        _timers.Set(Timer.ActiveCount);
    }
}
