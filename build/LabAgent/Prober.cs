using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.LabAgent;

/// <summary>Probes pods as the kubelet does, and has those restarted that are not alive any more.</summary>
internal sealed class Prober(Restarter restarter, TimeProvider time) : IDisposable
{
    /// <summary>
    /// The longest pause until a pod is ready for the first time: a start should not cost a whole period.
    /// </summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(200);

    /// <summary>How often a pod without a probe is looked at.</summary>
    private static readonly TimeSpan LivenessPeriod = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The pauses of the kubelet: none before the first restart, then from this to that, twice as long each time; none again after a life
    /// that was long enough.
    /// </summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongLife = TimeSpan.FromMinutes(10);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,

#pragma warning disable CA5359 // As the kubelet: a probe asks whether the pod answers, not who it is.
        SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
#pragma warning restore CA5359
    });

    /// <summary>Probes a pod, at once and then every period, until it is gone.</summary>
    public async Task RunAsync(Pod pod, CancellationToken gone)
    {
        try
        {
            var pause = TimeSpan.Zero;
            while (true)
            {
                var start = time.GetTimestamp();
                var failure = await LiveAsync(pod, gone);
                pause = time.GetElapsedTime(start) > LongLife ? TimeSpan.Zero : pause;
                await restarter.RunAsync(pod, failure, pause, gone);
                pause = pause == TimeSpan.Zero ? FirstPause : TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks));
            }
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The pod is gone, and its probing with it.
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The life of one process: what its liveness probe showed at the end of it.</summary>
    private async Task<string> LiveAsync(Pod pod, CancellationToken gone)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(gone);
        var hasBeenReady = new TaskCompletionSource();
        var readiness = WatchReadinessAsync(pod, hasBeenReady, life.Token);
        try
        {
            return await LivenessFailureAsync(pod, hasBeenReady.Task, gone);
        }
        finally
        {
            await life.CancelAsync();
            await readiness;
        }
    }

    private async Task WatchReadinessAsync(Pod pod, TaskCompletionSource hasBeenReady, CancellationToken end)
    {
        var (successes, failures) = (0, 0);
        var start = time.GetTimestamp();
        try
        {
            while (true)
            {
                var probe = pod.Description.Readiness;
                var period = probe is null ? LivenessPeriod : TimeSpan.FromSeconds(probe.PeriodSeconds);
                var failure = await LookAsync(pod, hasBeenReady.Task.IsCompleted, time.GetElapsedTime(start), end);
                (successes, failures) = failure is null ? (successes + 1, 0) : (0, failures + 1);
                var isReady = failure is null
                    ? pod.IsReady || successes >= (probe?.SuccessThreshold ?? 1)
                    : pod.IsReady && failures < (probe?.FailureThreshold ?? 1);
                pod.Observe(isReady, failure ?? "its probe succeeds");
                if (isReady)
                {
                    hasBeenReady.TrySetResult();
                }

                await Task.Delay(hasBeenReady.Task.IsCompleted || period < FirstLook ? period : FirstLook, time, end);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The process is at its end.
        }
    }

    /// <summary>
    /// What is wrong; null when nothing is. A pod whose startup or liveness probe fails at first would be restarted for ever by the
    /// kubelet, and one that can't be restarted here would be on a cluster: neither is ready.
    /// </summary>
    private async Task<string?> LookAsync(Pod pod, bool hasBeenReady, TimeSpan age, CancellationToken end)
    {
        if (!pod.IsRunning)
        {
            return "its process is gone";
        }

        var description = pod.Description;
        if (hasBeenReady && description is { Start: null, Liveness: { } alive } && await ProbeAsync(pod, alive, end) is { } dead)
        {
            return $"{dead}: a cluster would restart it";
        }

        // To ask for liveness later at first would only keep the pod from being ready: it is a restart that the delay keeps away.
        var liveness = description.Liveness is { } later ? later with { InitialDelaySeconds = 0 } : null;
        AgentProbe?[] probes = hasBeenReady ? [description.Readiness] : [description.Startup, liveness, description.Readiness];
        var failure = default(string);
        foreach (var probe in probes.OfType<AgentProbe>())
        {
            failure ??= age < TimeSpan.FromSeconds(probe.InitialDelaySeconds)
                ? string.Create(CultureInfo.InvariantCulture, $"{probe.Name} begins {probe.InitialDelaySeconds} s after the start")
                : await ProbeAsync(pod, probe, end);
        }

        return failure;
    }

    /// <summary>Waits until the liveness probe has failed as often as it may: for ever where nobody can start the process again.</summary>
    private async Task<string> LivenessFailureAsync(Pod pod, Task hasBeenReady, CancellationToken gone)
    {
        var start = time.GetTimestamp();
        await hasBeenReady.WaitAsync(gone);
        if (pod.Description is not { Liveness: { } probe, Start: not null })
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, gone);
            throw new OperationCanceledException(gone);
        }

        var delay = TimeSpan.FromSeconds(probe.InitialDelaySeconds) - time.GetElapsedTime(start);
        await Task.Delay(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, time, gone);
        for (var failures = 0; ; await Task.Delay(TimeSpan.FromSeconds(probe.PeriodSeconds), time, gone))
        {
            var failure = await ProbeAsync(pod, probe, gone);
            failures = failure is null ? 0 : failures + 1;

            // A process that a drill or a debugger has stopped continues when they let it.
            if (failures >= probe.FailureThreshold && pod.Process is { IsRunning: true, IsStopped: false })
            {
                return string.Create(CultureInfo.InvariantCulture, $"{failure} ({failures} in a row)");
            }
        }
    }

    private async Task<string?> ProbeAsync(Pod pod, AgentProbe probe, CancellationToken end)
    {
        var address = new Uri(probe.Address ?? pod.Description.Address, probe.Path);
        var subject = SubjectOf(probe, address);
        var patience = TimeSpan.FromSeconds(probe.TimeoutSeconds);
        using var timeout = new CancellationTokenSource(patience, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(end, timeout.Token);
        try
        {
            var failure = await (probe switch
            {
                { Command.Count: > 0 } => RunAsync(pod, probe.Command, linked.Token),
                { GrpcService: { } service } => GrpcHealth.AskAsync(address, service, linked.Token),
                { IsConnection: true } => ConnectAsync(address, linked.Token),
                _ => AskAsync(address, probe, linked.Token),
            });
            return failure is null ? null : $"{subject} {failure}";
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !end.IsCancellationRequested)
        {
            var seconds = patience.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            return $"{subject} did not answer within {seconds} s";
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or Win32Exception or IOException)
        {
            return $"{subject}: {exception.Message}";
        }
    }

    /// <summary>What a probe asks, for people, such as <c>readiness /health/ready on port 8081</c>.</summary>
    private static string SubjectOf(AgentProbe probe, Uri address)
    {
        var (name, port) = (probe.Name is null ? "" : $"{probe.Name} ", probe.Port is null ? "" : $" on port {probe.Port}");
        var what = probe switch
        {
            { Command: [var program, ..] } => program,
            { GrpcService: { } service } => service.Length == 0 ? "gRPC health" : $"gRPC health of {service}",
            { IsConnection: true } => "connection",
            _ => address.PathAndQuery,
        };
        return $"{name}{what}{port}";
    }

    /// <summary>Runs a program beside the pod's process, in its environment; only its exit code counts.</summary>
    private static async Task<string?> RunAsync(Pod pod, IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = pod.Description.Start!.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        ProcessEnvironment.Of(pod.Process!.Id).CopyTo(start);
        using var program = Process.Start(start)!;
        try
        {
            await Task.WhenAll(
                program.StandardOutput.BaseStream.CopyToAsync(Stream.Null, cancellationToken),
                program.StandardError.BaseStream.CopyToAsync(Stream.Null, cancellationToken),
                program.WaitForExitAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            program.Kill(entireProcessTree: true);
            throw;
        }

        return program.ExitCode == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"ends with exit code {program.ExitCode}");
    }

    private async Task<string?> AskAsync(Uri address, AgentProbe probe, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);

        // As with the kubelet each probe is a connection of its own: a probe over an old one would not see that the port is closed.
        request.Headers.ConnectionClose = true;
        foreach (var header in probe.Headers)
        {
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        if (request.Headers.UserAgent.Count == 0)
        {
            request.Headers.UserAgent.ParseAdd("kube-probe/lab");
        }

        using var response = await _http.SendAsync(request, cancellationToken);
        var status = (int)response.StatusCode;
        return status is >= 200 and < 400 ? null : $"answers {status}";
    }

    private static async Task<string?> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, cancellationToken);
        return null;
    }
}
