using System.Text.Json;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Versioning;
using GitOpsDemo.Lab.Agent;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.Lab;

/// <summary>
/// The lab agent, which stands in for kube-proxy, the kubelet's probes, kube-state-metrics and cAdvisor, and serves the lab's page. It runs
/// from a copy of its own: a build that compiles it again must not pull the files out from under it.
/// </summary>
/// <param name="services">Starts it.</param>
internal sealed class LabAgentService(LabPaths paths, LabServices services, AgentProject project)
{
    /// <summary>Its name among the lab's services.</summary>
    public const string Name = "agent";

    /// <summary>Where the agent takes what Alertmanager sends.</summary>
    public const string Receiver = "notifications";

    /// <summary>The page's name among what the lab can open.</summary>
    public const string Page = "page";

    private const int WellKnownPort = 9100;
    private const int PagePort = 3000;
    private const int HashLength = 12;

    /// <summary>The state that it is to bring about.</summary>
    public static string StateFile(LabPaths paths) => Path.Combine(paths.Agent, "state.json");

    /// <summary>Makes sure that it runs, in the version of this build.</summary>
    public async Task<Uri> EnsureAsync(CancellationToken cancellationToken)
    {
        var copy = await CopyAsync(cancellationToken);
        if (!File.Exists(StateFile(paths)))
        {
            // The agent is ready once it follows a state: at first one without pods.
            AtomicFile.WriteAllBytes(
                StateFile(paths), JsonSerializer.SerializeToUtf8Bytes(new AgentState(1, [], [], []), AgentJson.Default.AgentState));
        }

        var address = await services.EnsureAsync(
            new(
                Name,
                WellKnownPort,
                "healthz",
                port => AgentProgram.Command(copy, StateFile(paths), port, services.FurtherPortOf(Name, Page, PagePort)))
            {
                FurtherPort = Page,
            },
            cancellationToken);
        foreach (var old in Directory.GetDirectories(paths.Agent).Where(folder => folder != copy))
        {
            Directory.Delete(old, recursive: true);
        }

        return address;
    }

    /// <summary>Under a name that changes with any of its assemblies: most of what it does is in those of others.</summary>
    private async Task<string> CopyAsync(CancellationToken cancellationToken)
    {
        var source = Path.GetDirectoryName(await project.CompiledAsync(cancellationToken))!;
        var version = (await ContentDigest.OfFolderAsync(source, "*.dll", cancellationToken))[..HashLength];
        var target = Path.Combine(paths.Agent, version);
        if (!Directory.Exists(target))
        {
            var unfinished = $"{target}.{Environment.ProcessId}";
            foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            {
                var to = Path.Combine(unfinished, Path.GetRelativePath(source, file));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(file, to, overwrite: true);
            }

            Directory.Move(unfinished, target);
        }

        return target;
    }
}
