using System.Runtime.InteropServices;

namespace GitOpsDemo.Delivery.Processes;

/// <summary>Signals to other processes, which the framework does not send (<see href="https://pubs.opengroup.org/onlinepubs/9799919799/functions/kill.html">kill</see>).</summary>
internal static partial class Signals
{
    public const int Kill = 9;
    public const int Terminate = 15;

    /// <summary>As Linux counts them: macOS has other numbers, and no replicas as processes.</summary>
    public const int Continue = 18;
    public const int Stop = 19;

    public static void Send(int processId, int signal) => _ = SendSignal(processId, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);
}
