using System.Collections.Immutable;
using System.Net;
using System.Text;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.LabAgent.Page;

/// <summary>What a person makes go wrong from the page, and ends again.</summary>
internal sealed class Faults(Cluster cluster, PageFile page, AgentOptions options) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(LocalHttp.Handler(options.ConnectTimeout)) { Timeout = Patience };

    private ImmutableHashSet<FaultReport> _begun = [];

    /// <summary>What was begun here and not ended, of the replicas that are still there.</summary>
    public IReadOnlyList<FaultReport> Report() =>
        [.. _begun.Where(fault => cluster.Pods.Any(pod => IsOf(pod, fault.Namespace) && pod.Description.Name == fault.Pod))];

    /// <summary>Follows an order of the page.</summary>
    public async Task TakeAsync(HttpContext context)
    {
        if (await PageJson.ReadAsync(context, PageJson.Default.FaultOrder) is not { } order)
        {
            return;
        }

        var known = page.Read().Faults;
        var pods = cluster.Pods.Where(pod => IsOf(pod, order.Namespace)).ToList();
        if (known.FirstOrDefault(fault => fault.Name == order.Fault) is not { } fault || pods.Count == 0)
        {
            await PageJson.RefuseAsync(context, StatusCodes.Status404NotFound, $"there is no fault {order.Fault} in {order.Namespace}");
            return;
        }

        // A fault of one replica may be that of any: all are told to end it.
        var told = order.IsOn && fault.IsOfOneReplica ? pods[..1] : pods;
        var failures = await Task.WhenAll(told.Select(pod => TellAsync(pod, order.IsOn ? fault.Begin : fault.End, context.RequestAborted)));
        foreach (var (pod, failure) in told.Zip(failures))
        {
            if (failure is null)
            {
                Remember(pod, fault, known, order.IsOn);
            }
        }

        if (failures.FirstOrDefault(failure => failure is not null) is { } first)
        {
            await PageJson.RefuseAsync(context, StatusCodes.Status502BadGateway, first);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public void Dispose() => _http.Dispose();

    /// <summary>What is told by the same path takes each other's place.</summary>
    private void Remember(Pod pod, AgentFault fault, IReadOnlyList<AgentFault> known, bool isOn)
    {
        var (space, name) = (pod.Description.Namespace, pod.Description.Name);
        var ended = known.Where(other => other.Begin.Path == fault.Begin.Path).Select(other => new FaultReport(space, other.Name, name));
        ImmutableInterlocked.Update(
            ref _begun, begun => isOn ? begun.Except(ended).Add(new(space, fault.Name, name)) : begun.Except(ended));
    }

    /// <summary>Why it was not done; null when it was.</summary>
    private async Task<string?> TellAsync(Pod pod, AgentRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(new(request.Method), new Uri(pod.Description.Address, request.Path))
        {
            Content = request.Body is null ? null : new StringContent(request.Body, Encoding.UTF8, "application/json"),
        };
        try
        {
            using var answer = await _http.SendAsync(message, cancellationToken);
            return answer switch
            {
                { IsSuccessStatusCode: true } => null,
                { StatusCode: HttpStatusCode.NotFound } =>
                    $"{pod.Description.Name} accepts no faults: they are off in this environment, or the service has none",
                _ => $"{pod.Description.Name} answered {(int)answer.StatusCode}",
            };
        }
        catch (Exception exception)
            when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return $"{pod.Description.Name} does not answer: {exception.Message}";
        }
    }

    private static bool IsOf(Pod pod, string @namespace) => pod.Description.Namespace == @namespace;
}

/// <summary>An order to begin or end a fault.</summary>
/// <param name="Namespace">The environment's namespace.</param>
/// <param name="Fault">The fault's name.</param>
/// <param name="IsOn">Whether it begins.</param>
internal sealed record FaultOrder(string Namespace, string Fault, bool IsOn);

/// <summary>A fault that goes on.</summary>
/// <param name="Namespace">The environment's namespace.</param>
/// <param name="Fault">The fault's name.</param>
/// <param name="Pod">The replica.</param>
internal sealed record FaultReport(string Namespace, string Fault, string Pod);
