using System.Text.Json.Nodes;
using GitOpsDemo.Kubernetes.ArgoCd;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Kubernetes.Tests.ArgoCd;

/// <summary>Plays recorded states of an Application, one a look; the last one stays.</summary>
internal sealed class RecordedApplications(IReadOnlyList<string> states) : IArgoCdApplications
{
    private int _looks;

    /// <summary>What was looked at so far.</summary>
    public int Looks => _looks;

    /// <summary>The annotations that were set.</summary>
    public List<string> Annotations { get; } = [];

    /// <summary>The managed resources, as JSON by <c>Kind/name</c>.</summary>
    public Dictionary<string, string> Resources { get; } = [];

    /// <summary>Reads <c>States/&lt;name&gt;.json</c>.</summary>
    public static RecordedApplications Of(string name)
    {
        var path = Path.Combine(Repository.Root, "tests", "Kubernetes.Tests", "ArgoCd", "States", $"{name}.json");
        return new([.. JsonNode.Parse(File.ReadAllText(path))!.AsArray().Select(state => state!.ToJsonString())]);
    }

    public Task<string> GetAsync(string application, CancellationToken cancellationToken) =>
        Task.FromResult(states[Math.Min(_looks++, states.Count - 1)]);

    public Task AnnotateAsync(string application, string key, string value, CancellationToken cancellationToken)
    {
        Annotations.Add($"{key}={value}");
        return Task.CompletedTask;
    }

    public Task<string?> GetResourceAsync(ApplicationResource resource, CancellationToken cancellationToken) =>
        Task.FromResult(Resources.GetValueOrDefault(resource.ToString()));
}
