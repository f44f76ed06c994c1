namespace Prometheus;

/// <summary>What the operating system knows of this process, by prometheus-net's names.</summary>
internal sealed class ProcessSeries(MetricFactory metrics)
{
    private readonly Gauge _start = metrics.CreateGauge("process_start_time_seconds", "Start of the process, in Unix seconds.");
    private readonly Counter _cpu = metrics.CreateCounter("process_cpu_seconds_total", "User and system CPU time spent, in seconds.");
    private readonly Gauge _virtual = metrics.CreateGauge("process_virtual_memory_bytes", "Virtual memory, in bytes.");
    private readonly Gauge _working = metrics.CreateGauge("process_working_set_bytes", "Physical memory in use, in bytes.");
    private readonly Gauge _private = metrics.CreateGauge("process_private_memory_bytes", "Memory for data of its own, in bytes.");
    private readonly Gauge _handles = metrics.CreateGauge("process_open_handles", "Open file descriptors or handles.");
    private readonly Gauge _threads = metrics.CreateGauge("process_num_threads", "Threads of the operating system.");

    public void Read()
    {
        var facts = OperatingSystem.IsLinux() ? ProcessFacts.FromProcFileSystem() : ProcessFacts.FromProcessClass();
        _start.Set(facts.StartUnixSeconds);
        _cpu.IncTo(Environment.CpuUsage.TotalTime.TotalSeconds);
        _virtual.Set(facts.VirtualBytes);
        _working.Set(Environment.WorkingSet);
        _private.Set(facts.PrivateBytes);
        _handles.Set(facts.Handles);
        _threads.Set(facts.Threads);
    }
}
