using System.Diagnostics;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Cluster.Tests;

/// <summary>The cluster that <c>--target=TestCluster</c> was given, as kubectl and helm show it.</summary>
/// <param name="options">The options that every build gets.</param>
internal sealed class GivenCluster(IReadOnlyList<string> options)
{
    /// <summary>Holds the options, one a line.</summary>
    public const string Variable = "GITOPSDEMO_CLUSTER";

    private const string Monitoring = "monitoring";

    private readonly CommandRunner _runner = new(new RecordingLog());

    /// <summary>The options that were given; none when the tests were started by something else.</summary>
    public static IReadOnlyList<string> Given { get; } =
        (Environment.GetEnvironmentVariable(Variable) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The options that every build gets.</summary>
    public IReadOnlyList<string> Options => options;

    /// <summary>The repository that Argo CD watches.</summary>
    public string Repository => Option("gitops-repository");

    private string Context => Option("kube-context");

    /// <summary>Runs kubectl, and expects it to succeed.</summary>
    public async Task<string> KubectlAsync(params string[] arguments) =>
        (await _runner.RunAsync(new Command("kubectl", ["--context", Context, .. arguments]))).Output;

    /// <summary>Makes an object.</summary>
    public Task CreateAsync(JsonNode item) =>
        _runner.RunAsync(new Command("kubectl", "--context", Context, "create", "--filename", "-") { StandardInput = item.ToJsonString() });

    /// <summary>Applies manifests.</summary>
    public Task ApplyAsync(string manifests) =>
        _runner.RunAsync(new Command("kubectl", "--context", Context, "apply", "--filename", "-") { StandardInput = manifests });

    /// <summary>Runs helm, and expects it to succeed.</summary>
    public async Task<string> HelmAsync(params string[] arguments) =>
        (await _runner.RunAsync(new Command("helm", ["--kube-context", Context, "--namespace", Monitoring, .. arguments]))).Output;

    /// <summary>The objects of a kind.</summary>
    public async Task<IReadOnlyList<JsonNode>> ListAsync(string kind, params string[] arguments) =>
        [.. JsonNode.Parse(await KubectlAsync(["get", kind, .. arguments, "--output", "json"]))!["items"]!.AsArray().OfType<JsonNode>()];

    /// <summary>The releases of the monitoring: name and revision.</summary>
    public async Task<IReadOnlyDictionary<string, int>> ReleasesAsync() =>
        JsonNode.Parse(await HelmAsync("list", "--output", "json"))!.AsArray()
            .ToDictionary(release => (string)release!["name"]!, release => int.Parse((string)release!["revision"]!));

    /// <summary>Asks a service of the monitoring through the API server.</summary>
    /// <returns>The answer; null when it gives none.</returns>
    public async Task<JsonNode?> AskAsync(string service, string path)
    {
        var run = await _runner.RunAsync(
            new Command("kubectl", "--context", Context, "get", "--raw", Proxy(service, path)) { SuccessCodes = null });
        return run.ExitCode != 0 || !run.Output.TrimStart().StartsWith('{') ? null : JsonNode.Parse(run.Output);
    }

    /// <summary>Reaches a service of the monitoring from this computer, for what the API server does not pass on.</summary>
    public Task ReachAsync(string service, int port, Func<HttpClient, Task> use) => ReachAsync(Monitoring, service, port, use);

    /// <summary>Reaches a service of any namespace.</summary>
    public async Task ReachAsync(string ns, string service, int port, Func<HttpClient, Task> use)
    {
        string[] arguments = ["--context", Context, "--namespace", ns, "port-forward", $"service/{service}", $":{port}"];
        var start = new ProcessStartInfo("kubectl", arguments) { RedirectStandardOutput = true };
        using var forward = Process.Start(start)!;
        try
        {
            // Such as: Forwarding from 127.0.0.1:40123 -> 9093
            var line = await forward.StandardOutput.ReadLineAsync();
            Assert.NotNull(line);
            using var http = new HttpClient { BaseAddress = new Uri($"http://{line.Split(' ')[2]}") };
            await use(http);
        }
        finally
        {
            forward.Kill();
            await forward.WaitForExitAsync();
        }
    }

    private static string Proxy(string service, string path) => $"/api/v1/namespaces/{Monitoring}/services/{service}/proxy/{path}";

    private string Option(string name) =>
        options.Single(option => option.StartsWith($"--{name}=", StringComparison.Ordinal))[(name.Length + 3)..];
}
