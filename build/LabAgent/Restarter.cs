using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.LabAgent;

/// <summary>
/// Starts a pod's process again as the kubelet does a container: SIGTERM, SIGKILL after the grace period, and the same program in the
/// same environment.
/// </summary>
internal sealed class Restarter(TimeProvider time, ILogger<Restarter> log)
{
    private const int Terminate = 15;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan EndAfterKill = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Does it. A pod whose process has already ended is left alone: the lab does not restart what ended by itself.</summary>
    /// <param name="why">Which probe showed what.</param>
    /// <param name="pause">How long it stays ended.</param>
    /// <param name="gone">Ends it at once: the pod is not wanted any more.</param>
    public async Task RunAsync(Pod pod, string why, TimeSpan pause, CancellationToken gone)
    {
        if (pod is not { Process: { IsRunning: true } process, Description: { Start: { } start } description })
        {
            return;
        }

        pod.Observe(isReady: false, $"is restarted: {why}");
        log.LogWarning("{Pod} is restarted: {Why}", description.Name, why);
        try
        {
            var next = PidFile.StartInfo(start, (PidFile.Read(start.PidFile)?.Restarts ?? 0) + 1, why);
            ProcessEnvironment.Of(process.Id).CopyTo(next);
            await EndAsync(process, TimeSpan.FromSeconds(description.GracePeriodSeconds), gone);
            await Task.Delay(pause, time, gone);
            using var launched = Process.Start(next);
            await HoldsAsync(() => PidFile.Read(start.PidFile)?.Process is { } now && now != process, StartTimeout, gone);
            pod.TakeOverProcess();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Win32Exception)
        {
            log.LogWarning("{Pod} could not be restarted: {Reason}", description.Name, exception.Message);
        }
    }

    private async Task EndAsync(ProcessIdentity process, TimeSpan gracePeriod, CancellationToken gone)
    {
        _ = Send(process.Id, Terminate);
        if (!await HoldsAsync(() => !process.IsRunning, gracePeriod, gone))
        {
            using (var stubborn = Process.GetProcessById(process.Id))
            {
                stubborn.Kill();
            }

            await HoldsAsync(() => !process.IsRunning, EndAfterKill, gone);
        }
    }

    private async Task<bool> HoldsAsync(Func<bool> condition, TimeSpan bound, CancellationToken gone)
    {
        for (var start = time.GetTimestamp(); !condition(); await Task.Delay(Poll, time, gone))
        {
            if (time.GetElapsedTime(start) > bound)
            {
                return false;
            }
        }

        return true;
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Send(int processId, int signal);
}

/// <summary>
/// The environment that a process was started with. It may hold secrets: it goes to programs of the pod, and nowhere else.
/// </summary>
internal sealed record ProcessEnvironment(IReadOnlyDictionary<string, string> Variables)
{
    /// <summary>Reads it from <c>/proc</c>.</summary>
    /// <exception cref="IOException">The process is gone.</exception>
    public static ProcessEnvironment Of(int processId) => new(
        Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{processId}/environ"))
            .Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(variable => variable.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0])
            .ToDictionary(same => same.Key, same => same.Last()[1]));

    /// <summary>Makes it the environment of a program that is about to be started, and takes away that of the agent.</summary>
    public void CopyTo(ProcessStartInfo program)
    {
        program.Environment.Clear();
        foreach (var (name, value) in Variables)
        {
            program.Environment[name] = value;
        }
    }
}
