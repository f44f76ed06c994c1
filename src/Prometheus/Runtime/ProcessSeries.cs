using System.Diagnostics;

namespace Prometheus;

/// <summary>What the operating system knows of this process, by prometheus-net's names.</summary>
internal sealed class ProcessSeries(MetricFactory metrics)
{
    private readonly Gauge _start = metrics.CreateGauge("process_start_time_seconds", "Start of the process, in Unix seconds.");
    private readonly Counter _cpu = metrics.CreateCounter("process_cpu_seconds_total", "User and system CPU time spent, in seconds.");
    private readonly Gauge _virtual = metrics.CreateGauge("process_virtual_memory_bytes", "Virtual memory, in bytes.");
    private readonly Gauge _working = metrics.CreateGauge("process_working_set_bytes", "Physical memory in use, in bytes.");
    private readonly Gauge _private = metrics.CreateGauge("process_private_memory_bytes", "Memory that no other process shares, in bytes.");
    private readonly Gauge _handles = metrics.CreateGauge("process_open_handles", "Open file descriptors or handles.");
    private readonly Gauge _threads = metrics.CreateGauge("process_num_threads", "Threads of the operating system.");

    public void Read()
    {
        using var process = Process.GetCurrentProcess();
        _start.Set(new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds() / 1e3);
        _cpu.IncTo(process.TotalProcessorTime.TotalSeconds);
        _virtual.Set(process.VirtualMemorySize64);
        _working.Set(process.WorkingSet64);
        _private.Set(process.PrivateMemorySize64);
        _handles.Set(process.HandleCount);
        _threads.Set(process.Threads.Count);
    }
}
