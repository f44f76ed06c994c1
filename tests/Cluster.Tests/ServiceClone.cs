using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Cluster.Tests;

/// <summary>A clone of HEAD whose service has a name, namespaces, rules and a branch of the GitOps repository of its own.</summary>
internal sealed class ServiceClone : IDisposable
{
    /// <summary>
    /// The service, as Argo CD, the cluster and Prometheus know it. No rule of <c>gitops-demo-.*</c> takes it for its own.
    /// </summary>
    public const string Service = "cluster-test";

    private const string Original = "gitops-demo";
    private const string Settings = "cluster-test.json";

    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(30);

    private readonly TemporaryFolder _folder = new();
    private readonly CommandRunner _runner = new(new RecordingLog());
    private readonly GivenCluster _cluster;
    private readonly string _branch = $"{Service}-{Guid.NewGuid():N}"[..21];

    private ServiceClone(GivenCluster cluster) => _cluster = cluster;

    private string Root => _folder["clone"];

    /// <summary>The absolute path of something in it.</summary>
    public string this[params string[] parts] => Path.Combine([Root, .. parts]);

    /// <summary>Makes one, and pushes its branch.</summary>
    public static async Task<ServiceClone> MakeAsync(GivenCluster cluster)
    {
        var clone = new ServiceClone(cluster);
        await clone._runner.RunAsync(new Command("git", "clone", "--quiet", Repository.Root, clone.Root));
        const string CopyHost =
            "cp --archive --parents build/Build/bin/host \"$0\"; touch \"$0\"/build/Build/bin/host/bin/Build/release/.built-*";
        await clone._runner.RunAsync(new Command("bash", "-c", CopyHost, clone.Root)
        {
            WorkingDirectory = Repository.Root,
        });
        if (Directory.Exists(Path.Combine(Repository.Root, ".tools")))
        {
            Directory.CreateSymbolicLink(clone[".tools"], Path.Combine(Repository.Root, ".tools"));
        }

        clone.Rename();
        await clone.CommitAsync("A service of its own");
        return clone;
    }

    /// <summary>Runs <c>build.sh</c> with the options of the cluster and some more.</summary>
    /// <param name="say">Told what it said.</param>
    /// <param name="arguments">Its other arguments.</param>
    public async Task<CommandResult> BuildAsync(Action<string> say, params IEnumerable<string> arguments)
    {
        var watch = Stopwatch.StartNew();
        var run = await _runner.RunAsync(CommandOf(arguments));
        say($"{string.Join(' ', arguments)}: exit code {run.ExitCode} after {watch.Elapsed.TotalSeconds:0.0} s\n{run.Output}{run.Error}");
        return run;
    }

    /// <summary>Runs one that goes on until somebody ends it.</summary>
    /// <param name="hear">Gets each line as it comes.</param>
    /// <param name="end">Ends it.</param>
    /// <param name="arguments">As for any other.</param>
    public async Task FollowAsync(Action<string> hear, CancellationToken end, params IEnumerable<string> arguments)
    {
        try
        {
            var run = await _runner.RunAsync(CommandOf(arguments) with { OnLine = hear }, end);
            Assert.Fail($"it has ended by itself, with exit code {run.ExitCode}: {run.Output}{run.Error}");
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // As was asked for.
        }
    }

    /// <summary>What the last build has reported.</summary>
    public JsonElement Report() => JsonDocument.Parse(File.ReadAllText(this["artifacts", "report.json"])).RootElement;

    /// <summary>Changes a file, and nothing when it does not have the text.</summary>
    public void Change(string file, string text, string replacement)
    {
        var old = File.ReadAllText(this[file]);
        Assert.Contains(text, old, StringComparison.Ordinal);
        File.WriteAllText(this[file], old.Replace(text, replacement, StringComparison.Ordinal));
    }

    /// <summary>Turns a requirement off in the settings file, with a reason.</summary>
    public async Task TurnOffAsync(string requirement, string reason)
    {
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(this[Settings]))!;
        var policy = settings["policy"] ??= new JsonObject();
        if (policy[requirement] is null)
        {
            policy[requirement] = reason;
            await File.WriteAllTextAsync(this[Settings], settings.ToJsonString());
            await CommitAsync($"Turn {requirement} off: {reason}");
        }
    }

    /// <summary>Puts a file back as the last commit has it.</summary>
    public Task RestoreAsync(string file) => GitAsync("checkout", "--quiet", "HEAD", "--", file);

    /// <summary>Commits everything.</summary>
    public async Task CommitAsync(string message)
    {
        await GitAsync("add", "--all");
        await GitAsync("-c", "user.name=A person", "-c", "user.email=person@example.com", "commit", "--quiet", "--message", message);
    }

    /// <summary>
    /// Brings a change of the manifests to the branch that Argo CD follows, as a person would: what BumpImage wrote there stays.
    /// </summary>
    /// <returns>The commit.</returns>
    public async Task<string> PushAsync(Action<string> change, string message)
    {
        using var folder = new TemporaryFolder();
        var work = folder["work"];
        await GitAsync("clone", "--quiet", "--branch", _branch, _cluster.Repository, work);
        change(work);
        await GitAsync(
            "-C",
            work,
            "-c",
            "user.name=A person",
            "-c",
            "user.email=person@example.com",
            "commit",
            "--quiet",
            "--all",
            "--message",
            message);
        await GitAsync("-C", work, "push", "--quiet", "origin", _branch);
        return (await GitAsync("-C", work, "rev-parse", "HEAD")).Trim();
    }

    /// <summary>An overlay as Argo CD renders it: at the tip of the branch.</summary>
    public async Task<string> RenderAsync(string environment)
    {
        using var folder = new TemporaryFolder();
        await GitAsync("clone", "--quiet", "--branch", _branch, _cluster.Repository, folder["work"]);
        var overlay = Path.Combine(folder["work"], "k8s", "overlays", environment);
        return await new KustomizeRenderer(_runner, _ => Task.FromResult("kubectl")).RenderAsync(overlay);
    }

    /// <summary>Begins the branch that Argo CD follows.</summary>
    public Task PushBranchAsync() => GitAsync("push", "--quiet", _cluster.Repository, $"HEAD:refs/heads/{_branch}");

    /// <summary>Removes the branch.</summary>
    public Task RemoveBranchAsync() => GitAsync("push", "--quiet", _cluster.Repository, "--delete", _branch);

    public void Dispose() => _folder.Dispose();

    private Command CommandOf(IEnumerable<string> arguments)
    {
        List<string> ours = [.. arguments, $"--settings={Settings}", $"--gitops-branch={_branch}"];
        var ofCluster = _cluster.Options.Where(option => !IsOverridden(option, ours));
        return new Command(this["build.sh"], [.. ours, .. ofCluster]) { Timeout = LongestRun, SuccessCodes = null };
    }

    private static bool IsOverridden(string option, IEnumerable<string> arguments) =>
        arguments.Any(argument => argument.Split('=')[0] == option.Split('=')[0]);

    private void Rename()
    {
        string[] folders = ["k8s", "monitoring"];
        foreach (var file in folders.SelectMany(folder => Directory.EnumerateFiles(this[folder], "*", SearchOption.AllDirectories)))
        {
            // In the values of charts only what is named after the service: the receiver of alerts has one name for every service.
            var name = file.EndsWith("-values.yaml", StringComparison.Ordinal) ? $"{Original}(?=[-.])" : Original;
            File.WriteAllText(file, Regex.Replace(File.ReadAllText(file), name, Service));
        }

        File.Move(this["monitoring", "dashboards", $"{Original}.json"], this["monitoring", "dashboards", $"{Service}.json"]);
        var settings = File.ReadAllText(this["build", "settings.json"])
            .Replace(Original, Service, StringComparison.Ordinal)
            .Replace("settings.schema.json", "build/settings.schema.json", StringComparison.Ordinal);
        File.WriteAllText(this[Settings], settings);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Manifests")))
        {
            File.Copy(file, this["monitoring", Path.GetFileName(file)], overwrite: true);
        }
    }

    private async Task<string> GitAsync(params string[] arguments) =>
        (await _runner.RunAsync(new Command("git", arguments) { WorkingDirectory = Root, Environment = Login() })).Output;

    /// <summary>The token of the build, as a header that no other process sees.</summary>
    private static Dictionary<string, string?> Login() => Environment.GetEnvironmentVariable(
        "GITOPS_TOKEN") is not { Length: > 0 } token ? [] : new()
        {
            ["GIT_CONFIG_COUNT"] = "1",
            ["GIT_CONFIG_KEY_0"] = "http.extraHeader",
            ["GIT_CONFIG_VALUE_0"] = $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"token:{token}"))}",
        };
}
