using System.Text.Json.Nodes;
using GitOpsDemo.Kubernetes.ArgoCd;

namespace GitOpsDemo.Testing;

/// <summary>An Application that its controller looks at after a refresh, by webhook or by annotation.</summary>
public sealed class LiveApplication(string repoUrl, Func<int> webhooks) : IArgoCdApplications
{
    public static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    public List<string> Annotations { get; } = [];

    public bool IsDead { get; init; }

    public string Annotation { get; init; } = "none";

    private DateTimeOffset LastLook => Start.AddMinutes(IsDead ? 0 : webhooks() + Annotations.Count);

    public Task<string> GetAsync(string application, CancellationToken cancellationToken) => Task.FromResult(new JsonObject
    {
        ["kind"] = "Application",
        ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Annotation] = "app=x" } },
        ["spec"] = new JsonObject { ["source"] = new JsonObject { ["repoURL"] = repoUrl } },
        ["status"] = new JsonObject { ["reconciledAt"] = $"{LastLook:yyyy-MM-ddTHH:mm:ssZ}" },
    }.ToJsonString());

    public Task AnnotateAsync(string application, string key, string value, CancellationToken cancellationToken)
    {
        Annotations.Add($"{key}={value}");
        return Task.CompletedTask;
    }

    public Task<string?> GetResourceAsync(ApplicationResource resource, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(null);
}
