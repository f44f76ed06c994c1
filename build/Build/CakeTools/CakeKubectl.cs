using System.Globalization;
using System.Text.Json.Nodes;
using Cake.CommandLine;
using Cake.Core;
using Cake.Kubectl;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Delivery;
using GitOpsDemo.Kubernetes;

namespace GitOpsDemo.Build.CakeTools;

/// <summary>kubectl through the Cake tools.</summary>
/// <param name="kubectl">The path of kubectl, asked for when it is first needed.</param>
/// <param name="context">The context of the kubeconfig; null when none was given.</param>
/// <param name="timeout">What <c>--timeout</c> gives to what is applied, if that is longer.</param>
internal sealed class CakeKubectl(
    ICakeContext cake, Func<CancellationToken, Task<string>> kubectl, string? context, TimeSpan? timeout = null) : IKubectl
{
    private const string FieldManager = "gitops-demo-build";
    private const string KindUnknown = "the server doesn't have a resource type";

    /// <summary>No answer of an API server takes longer.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(60);

    /// <summary>Applying some megabytes of CRDs does.</summary>
    private static readonly TimeSpan ApplyTime = TimeSpan.FromMinutes(5);

    /// <summary>The most that a bound can be.</summary>
    private static readonly TimeSpan AsLongAsItRuns = TimeSpan.FromMilliseconds(int.MaxValue);

    public async Task<ServerVersion> VersionAsync(CancellationToken cancellationToken) =>
        ServerVersion.Parse(
            Text(await RunAsync(new KubectlVersionSettings { Output = "json" }, cake.KubectlVersionWithResult, cancellationToken)));

    public async Task<bool> CanIAsync(ResourceAccess access, CancellationToken cancellationToken) => Text(await RunAsync(
        new KubectlAuthCanISettings
        {
            Verb = access.Verb,
            Resource = access.Resource,
            Subresource = access.Subresource,
            Namespace = access.Namespace,
            AllNamespaces = access.Namespace is null,
        },
        cake.KubectlAuthCanIWithResult,
        cancellationToken)) == "yes";

    public async Task<IReadOnlyList<JsonNode>> GetAsync(ObjectQuery query, CancellationToken cancellationToken)
    {
        var settings = new KubectlGetSettings
        {
            Resources = query.Name is null ? [query.Kinds] : [query.Kinds, query.Name],
            Namespace = query.Namespace,
            AllNamespaces = query.Namespace is null && query.Name is null,
            Selector = query.Selector,
            IgnoreNotFound = query.Name is not null,
            ShowManagedFields = query.WithManagers ? true : null,
            Output = "json",
        };
        var text = Text(await RunAsync(settings, Get, cancellationToken));
        return text.Length == 0 ? [] : ForeignJson.Read<IReadOnlyList<JsonNode>>(
            text,
            $"what kubectl printed of {query.Kinds}",
            "run the command by hand to see it",
            answer =>
                answer is JsonObject list && list["kind"]?.ToString() == "List"
                    ? [.. list["items"]!.AsArray().OfType<JsonNode>()]
                    : [answer]);
    }

    public async Task<bool> ExistsAsync(string kind, string name, string? ns, CancellationToken cancellationToken)
    {
        var settings = new KubectlGetSettings { Resources = [kind, name], Namespace = ns, IgnoreNotFound = true, Output = "name" };
        return Text(await RunAsync(settings, Get, cancellationToken)).Length > 0;
    }

    public async Task<string> LogsAsync(
        string pod, string container, string ns, int lines, CancellationToken cancellationToken) => Text(await RunAsync(
        new KubectlLogsSettings { Resource = pod, Container = container, Namespace = ns, Tail = lines },
        cake.KubectlLogsWithResult,
        cancellationToken));

    public Task ReadLogsAsync(
        string pod, string ns, DateTimeOffset since, bool follows, Action<string> onLine, CancellationToken cancellationToken) => RunAsync(
        new KubectlLogsSettings
        {
            Resource = pod,
            Namespace = ns,
            Follow = follows,
            SinceTime = since.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            Timestamps = true,
            OnLine = onLine,
            ForgetsOutput = true,
            ToolTimeout = follows ? AsLongAsItRuns : AnswerTime,
        },
        cake.KubectlLogsWithResult,
        cancellationToken);

    public Task ApplyAsync(string manifests, CancellationToken cancellationToken) => ApplyAsync(ServerSide(manifests), cancellationToken);

    public Task DryRunAsync(string manifests, CancellationToken cancellationToken)
    {
        var settings = ServerSide(manifests);
        settings.DryRun = "server";
        settings.Validate = "strict";
        return ApplyAsync(settings, cancellationToken);
    }

    public async Task<string> DiffAsync(string manifests, CancellationToken cancellationToken) => Text(await RunAsync(
        new KubectlDiffSettings { StandardInput = manifests, ServerSide = true, FieldManager = FieldManager, ForceConflicts = true },
        cake.KubectlDiffWithResult,
        cancellationToken));

    public Task CreateAsync(string manifest, CancellationToken cancellationToken) => RunAsync(
        new KubectlCreateSettings { StandardInput = manifest, FieldManager = FieldManager },
        BlockingTool.Done<KubectlCreateSettings>(cake.KubectlCreate),
        cancellationToken);

    public Task AnnotateAsync(string kind, string name, string ns, string annotation, CancellationToken cancellationToken) => RunAsync(
        new KubectlAnnotateSettings { Resources = [kind, name], Namespace = ns, Annotations = [annotation], Overwrite = true },
        BlockingTool.Done<KubectlAnnotateSettings>(cake.KubectlAnnotate),
        cancellationToken);

    public Task PatchStatusAsync(string kind, string name, string ns, string patch, CancellationToken cancellationToken) => RunAsync(
        new KubectlPatchSettings { Resources = [kind, name], Namespace = ns, Subresource = "status", Type = "merge", Patch = patch },
        BlockingTool.Done<KubectlPatchSettings>(cake.KubectlPatch),
        cancellationToken);

    public Task ScaleAsync(string deployment, string ns, int replicas, CancellationToken cancellationToken) => RunAsync(
        new KubectlScaleSettings
        {
            Resources = [$"deployment/{deployment}"],
            Namespace = ns,
            Replicas = replicas.ToString(CultureInfo.InvariantCulture),
        },
        BlockingTool.Done<KubectlScaleSettings>(cake.KubectlScale),
        cancellationToken);

    public async Task<IPortForward> PortForwardAsync(ServicePortReference service, int? localPort, CancellationToken cancellationToken)
    {
        var settings = new KubectlPortForwardSettings
        {
            Namespace = service.Namespace,
            Address = "127.0.0.1",
            Resource = $"{service.Kind}/{service.Service}",
            Port = $"{localPort}:{service.Port}",
        };
        return new CakePortForward(await RunAsync(settings, cake.KubectlStartPortForward, cancellationToken));
    }

    private KubectlApplySettings ServerSide(string manifests) => new()
    {
        StandardInput = manifests,
        ServerSide = true,
        FieldManager = FieldManager,
        ForceConflicts = true,
        ToolTimeout = timeout > ApplyTime ? timeout : ApplyTime,
    };

    private Task ApplyAsync(KubectlApplySettings settings, CancellationToken cancellationToken) =>
        RunAsync(settings, asked => cake.KubectlApplyWithResult(asked), cancellationToken);

    /// <summary>Reads objects; a kind that the cluster does not know has none.</summary>
    private IEnumerable<string> Get(KubectlGetSettings settings)
    {
        try
        {
            return cake.KubectlGetWithResult(settings);
        }
        catch (ToolFailedException exception) when (exception.Error.Contains(KindUnknown, StringComparison.Ordinal))
        {
            return [];
        }
    }

    private async Task<TResult> RunAsync<TSettings, TResult>(
        TSettings settings, Func<TSettings, TResult> run, CancellationToken cancellationToken)
        where TSettings : AutoToolSettings
    {
        var cluster = ClusterTool.Required(context);
        settings.Context = cluster;
        settings.ToolPath = await kubectl(cancellationToken);
        settings.ToolTimeout ??= AnswerTime;
        settings.CancellationToken = cancellationToken;
        return await ClusterTool.RunAsync(() => run(settings), cluster, cancellationToken);
    }

    private static string Text(IEnumerable<string> lines) => string.Join('\n', lines).Trim();
}

/// <summary>A port forward of the Cake tools.</summary>
internal sealed class CakePortForward(PortForward forward) : IPortForward
{
    public int LocalPort => forward.LocalPort;

    public Task Ended => forward.Ended;

    public void Dispose() => forward.Dispose();
}
