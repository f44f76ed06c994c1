using System.Globalization;
using System.Net.Sockets;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.LabAgent;

/// <summary>Probes pods as the kubelet does.</summary>
internal sealed class Prober(TimeProvider time) : IDisposable
{
    /// <summary>
    /// The longest pause until a pod is ready for the first time: a start should not cost a whole period.
    /// </summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(200);

    /// <summary>How often a pod without a probe is looked at.</summary>
    private static readonly TimeSpan LivenessPeriod = TimeSpan.FromSeconds(1);

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
        var (successes, failures, hasBeenReady) = (0, 0, false);
        var start = time.GetTimestamp();
        try
        {
            while (true)
            {
                var probe = pod.Description.Readiness;
                var period = probe is null ? LivenessPeriod : TimeSpan.FromSeconds(probe.PeriodSeconds);
                var failure = await LookAsync(pod, hasBeenReady, time.GetElapsedTime(start), gone);
                (successes, failures) = failure is null ? (successes + 1, 0) : (0, failures + 1);
                var isReady = failure is null
                    ? pod.IsReady || successes >= (probe?.SuccessThreshold ?? 1)
                    : pod.IsReady && failures < (probe?.FailureThreshold ?? 1);
                pod.Observe(isReady, failure ?? "its probe succeeds");
                hasBeenReady |= isReady;
                await Task.Delay(hasBeenReady || period < FirstLook ? period : FirstLook, time, gone);
            }
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The pod is gone, and its probing with it.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>
    /// What is wrong; null when nothing is. A pod whose other probes fail would be restarted by the kubelet, and is not ready here.
    /// </summary>
    private async Task<string?> LookAsync(Pod pod, bool hasBeenReady, TimeSpan age, CancellationToken gone)
    {
        if (!pod.IsRunning)
        {
            return "its process is gone";
        }

        var (description, failure) = (pod.Description, default(string));
        AgentProbe?[] probes = hasBeenReady ? [description.Readiness] : [.. description.OtherProbes, description.Readiness];
        foreach (var probe in probes.OfType<AgentProbe>())
        {
            failure ??= age < TimeSpan.FromSeconds(probe.InitialDelaySeconds)
                ? string.Create(CultureInfo.InvariantCulture, $"{probe.Name} begins {probe.InitialDelaySeconds} s after the start")
                : await ProbeAsync(description, probe, gone);
        }

        return failure;
    }

    private async Task<string?> ProbeAsync(AgentPod pod, AgentProbe probe, CancellationToken gone)
    {
        var address = new Uri(probe.Address ?? pod.Address, probe.Path);
        var (name, port) = (probe.Name is null ? "" : $"{probe.Name} ", probe.Port is null ? "" : $" on port {probe.Port}");
        var subject = $"{name}{(probe.IsConnection ? "connection" : address.PathAndQuery)}{port}";
        var patience = TimeSpan.FromSeconds(probe.TimeoutSeconds);
        using var timeout = new CancellationTokenSource(patience, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(gone, timeout.Token);
        try
        {
            var failure = await (probe.IsConnection ? ConnectAsync(address, linked.Token) : AskAsync(address, probe, linked.Token));
            return failure is null ? null : $"{subject} {failure}";
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !gone.IsCancellationRequested)
        {
            var seconds = patience.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            return $"{subject} did not answer within {seconds} s";
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException)
        {
            return $"{subject}: {exception.Message}";
        }
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
