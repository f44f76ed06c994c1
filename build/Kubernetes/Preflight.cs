using System.Collections.Concurrent;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Kubernetes;

/// <summary>
/// Looks before anything is changed: the context exists, the API answers in a supported version, and its user may do what will be done.
/// What was seen once in a run is not asked again.
/// </summary>
public sealed class Preflight(IKubectl kubectl, IDeliveryLog log)
{
    /// <summary>The oldest Kubernetes that is delivered to.</summary>
    internal static readonly Version Oldest = new(1, 31);

    private static readonly Version NewestTried = new(1, 36);

    private readonly ConcurrentDictionary<ResourceAccess, Lazy<Task<bool>>> _answers = new();
    private Task<ServerVersion>? _version;

    /// <summary>Makes sure of the cluster and of the accesses.</summary>
    /// <exception cref="DeliveryException">One of these is not so.</exception>
    public async Task EnsureAsync(IReadOnlyList<ResourceAccess> accesses, CancellationToken cancellationToken)
    {
        await VersionAsync(cancellationToken);
        if (await MayAsync(ResourceAccess.Everything))
        {
            return;
        }

        var answers = await Task.WhenAll(accesses.Select(MayAsync));
        if (accesses.Where((_, index) => !answers[index]).ToList() is { Count: > 0 } refused)
        {
            throw new DeliveryException(
                "the cluster can't be delivered to",
                $"the user of this context may not {string.Join(", ", refused)}; nothing has been changed",
                "let an administrator grant that, or name another context with --kube-context");
        }

        Task<bool> MayAsync(ResourceAccess access) =>
            _answers.GetOrAdd(access, asked => new(() => kubectl.CanIAsync(asked, cancellationToken))).Value;
    }

    /// <summary>The version of the API server.</summary>
    /// <exception cref="DeliveryException">It does not answer, or is too old.</exception>
    public Task<ServerVersion> VersionAsync(CancellationToken cancellationToken) => _version ??= AskVersionAsync(cancellationToken);

    private async Task<ServerVersion> AskVersionAsync(CancellationToken cancellationToken)
    {
        var version = await kubectl.VersionAsync(cancellationToken);
        if (version.Number < Oldest)
        {
            throw new DeliveryException(
                "the cluster can't be delivered to",
                $"it is Kubernetes {version.Name}; nothing has been changed",
                $"upgrade it to {Oldest} or newer");
        }

        log.Information($"the cluster answers: Kubernetes {version.Name}");
        if (version.Number > NewestTried)
        {
            log.Warning($"Kubernetes {version.Number} is newer than {NewestTried}, the newest that this build was tried with");
        }

        if (version.Client is { } client && !version.Supports(client))
        {
            log.Warning(
                $"kubectl {client} asks Kubernetes {version.Number}, which supports one minor version of difference: "
                + "put a newer or older one on PATH");
        }

        return version;
    }
}

/// <summary>Something that a user may do or not.</summary>
/// <param name="Verb">The verb of the API, such as <c>create</c>.</param>
/// <param name="Resource">The kind, with its group unless it is a core kind, such as <c>deployments.apps</c>.</param>
/// <param name="Namespace">The namespace; every one, or none for kinds outside namespaces, when null.</param>
public sealed record ResourceAccess(string Verb, string Resource, string? Namespace)
{
    /// <summary>What an administrator may.</summary>
    public static ResourceAccess Everything { get; } = new("*", "*", null);

    /// <summary>A part of the object that has accesses of its own, such as <c>portforward</c>.</summary>
    public string? Subresource { get; init; }

    public override string ToString() =>
        $"{Verb} {Resource}{(Subresource is null ? "" : $"/{Subresource}")}{(Namespace is null ? "" : $" in namespace {Namespace}")}";
}

/// <summary>What a user needs to be allowed for each step; asked for before anything is changed.</summary>
internal static class RequiredAccess
{
    private const string Namespace = ClusterSettings.MonitoringNamespace;

    /// <summary>Installing the charts of the monitoring.</summary>
    public static IReadOnlyList<ResourceAccess> Monitoring { get; } =
    [
        new("create", "namespaces", null),
        new("patch", "customresourcedefinitions.apiextensions.k8s.io", null),
        new("create", "clusterroles.rbac.authorization.k8s.io", null),
        new("create", "secrets", Namespace),
        new("list", "secrets", Namespace),
        new("create", "deployments.apps", Namespace),
        new("create", "statefulsets.apps", Namespace),
        new("create", "daemonsets.apps", Namespace),
        new("list", "pods", Namespace),
        new("list", "jobs.batch", Namespace),
        new("create", "pods", Namespace) { Subresource = "portforward" },
    ];

    /// <summary>Applying alert rules.</summary>
    public static IReadOnlyList<ResourceAccess> Rules { get; } =
    [
        new("list", "prometheuses.monitoring.coreos.com", null),
        new("patch", "prometheusrules.monitoring.coreos.com", Namespace),
    ];

    public static IReadOnlyList<ResourceAccess> ArgoCd { get; } =
    [
        new("create", "namespaces", null),
        new("patch", "customresourcedefinitions.apiextensions.k8s.io", null),
        new("create", "clusterroles.rbac.authorization.k8s.io", null),
        new("list", "secrets", ClusterSettings.ArgoCdNamespace),
        new("create", "deployments.apps", ClusterSettings.ArgoCdNamespace),
        new("create", "statefulsets.apps", ClusterSettings.ArgoCdNamespace),
        new("list", "pods", ClusterSettings.ArgoCdNamespace),
        new("list", "jobs.batch", ClusterSettings.ArgoCdNamespace),
    ];

    /// <summary>Giving Argo CD its project, its applications and its secret.</summary>
    public static IReadOnlyList<ResourceAccess> Applications { get; } =
    [
        new("patch", "secrets", ClusterSettings.ArgoCdNamespace),
        new("patch", "appprojects.argoproj.io", ClusterSettings.ArgoCdNamespace),
        new("patch", "applicationsets.argoproj.io", ClusterSettings.ArgoCdNamespace),
    ];

    /// <summary>Notifying Argo CD and reading its result.</summary>
    public static IReadOnlyList<ResourceAccess> Delivery { get; } =
    [
        new("get", "applications.argoproj.io", ClusterSettings.ArgoCdNamespace),
        new("patch", "applications.argoproj.io", ClusterSettings.ArgoCdNamespace),
    ];

    /// <summary>Making the causes of alerts happen, in the namespace of an environment.</summary>
    public static IReadOnlyList<ResourceAccess> Drill(string ns) =>
    [
        new("create", "pods", ns) { Subresource = "portforward" },
        new("patch", "deployments.apps", ns) { Subresource = "scale" },
    ];
}
