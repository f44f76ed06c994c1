using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using GitOpsDemo.Delivery.Programs;
using Xunit.Abstractions;

namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>
/// What happens to a clone and its lab, test by test: each needs minutes to bring about what the one before leaves behind.
/// </summary>
/// <param name="clone">The clone.</param>
/// <param name="output">Told what each build says.</param>
public abstract class Story(Checkout clone, ITestOutputHelper output) : IDisposable
{
    /// <summary>Everything that the builds of all stories have said.</summary>
    protected static ConcurrentQueue<string> Said { get; } = [];

    protected Checkout Clone { get; } = clone;

    protected ITestOutputHelper Output { get; } = output;

    protected HttpClient Http { get; } = new();

    public void Dispose()
    {
        Http.Dispose();
        GC.SuppressFinalize(this);
    }

    protected async Task<CommandResult> BuildAsync(params string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        var run = await Clone.BuildAsync(arguments);
        var asked = string.Join(' ', arguments);
        Said.Enqueue($"{asked}\n{run.Output}{run.Error}");
        Output.WriteLine($"{asked}: exit code {run.ExitCode} after {watch.Elapsed.TotalSeconds:0.0} s\n{run.Output}{run.Error}");
        return run;
    }

    protected JsonElement Report() => JsonDocument.Parse(File.ReadAllText(Clone["artifacts", "report.json"])).RootElement;

    protected JsonElement LabState() => JsonDocument.Parse(File.ReadAllText(Clone[".lab", "state.json"])).RootElement;

    protected IEnumerable<JsonElement> Pods() =>
        LabState().GetProperty("environments").GetProperty("dev").GetProperty("replicas").EnumerateArray();

    protected JsonElement.ObjectEnumerator Environments() => LabState().GetProperty("environments").EnumerateObject();

    protected List<string> PodNames() => [.. Pods().Select(pod => pod.GetProperty("pod").GetString()!)];

    protected Uri Url(string name) =>
        new(LabState().GetProperty("urls").GetProperty(name == "service" ? "service-dev" : name).GetString()!);

    protected IEnumerable<Uri> Replicas() => Pods().Select(pod => new Uri($"http://127.0.0.1:{pod.GetProperty("port").GetInt32()}/"));

    protected async Task<JsonElement> GetAsync(string service, string path) =>
        JsonDocument.Parse(await Http.GetStringAsync(new Uri(Url(service), path))).RootElement;

    protected async Task<int> CommitsAsync() =>
        int.Parse(await Clone.GitAsync($"--git-dir={Clone[".lab", "gitops.git"]}", "rev-list", "--count", "main"));
}
