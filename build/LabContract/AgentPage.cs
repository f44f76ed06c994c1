using System.Text.Json;

namespace GitOpsDemo.LabContract;

/// <summary>
/// What the lab's page shows beyond what the agent sees by itself, as the content of <see cref="FileName"/> beside the state file. The lab
/// replaces the file as a whole; the agent reads it whenever the page asks.
/// </summary>
public sealed record AgentPage
{
    public const string FileName = "page.json";

    public string Service { get; init => field = value ?? field; } = "";

    /// <summary>The names of the environments, in the order in which an image is promoted.</summary>
    public IReadOnlyList<string> Order { get; init => field = value ?? field; } = [];

    public IReadOnlyList<AgentEnvironment> Environments { get; init => field = value ?? field; } = [];

    /// <summary>Where Prometheus answers; null while it does not run.</summary>
    public Uri? Prometheus { get; init; }

    /// <summary>Where Alertmanager answers; null while it does not run.</summary>
    public Uri? Alertmanager { get; init; }

    /// <summary>Where Loki answers; null where the lab has none.</summary>
    public Uri? Loki { get; init; }

    /// <summary>Where Grafana answers; null where the lab has none.</summary>
    public Uri? Grafana { get; init; }

    /// <summary>How often the service is scraped, in seconds.</summary>
    public double ScrapeSeconds { get; init; } = 30;

    /// <summary>The dashboards, as Grafana's JSON.</summary>
    public IReadOnlyList<JsonElement> Dashboards { get; init => field = value ?? field; } = [];

    /// <summary>What can be made to go wrong with the service.</summary>
    public IReadOnlyList<AgentFault> Faults { get; init => field = value ?? field; } = [];
}

/// <summary>An environment that was deployed.</summary>
/// <param name="Namespace">The namespace of its pods and services.</param>
/// <param name="Commit">The commit of the GitOps repository.</param>
/// <param name="Image">The image with its tag and digest.</param>
public sealed record AgentEnvironment(string Name, string Namespace, string Commit, string Image);

/// <summary>A fault of replicas, from its start to its end.</summary>
/// <param name="Name">Its name, such as <c>errors</c>.</param>
/// <param name="Title">What goes wrong, for people.</param>
/// <param name="Begin">The request to a replica that makes it happen.</param>
/// <param name="End">The request that ends it.</param>
public sealed record AgentFault(string Name, string Title, AgentRequest Begin, AgentRequest End)
{
    /// <summary>Whether one replica is enough.</summary>
    public bool IsOfOneReplica { get; init; }
}

/// <summary>A request to a replica.</summary>
/// <param name="Path">Its path, beginning with a slash.</param>
/// <param name="Body">Its body, as JSON; none when null.</param>
public sealed record AgentRequest(string Method, string Path, string? Body = null);
