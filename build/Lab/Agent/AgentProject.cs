using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Lab.Agent;

/// <summary>
/// The agent's code, compiled when a lab first needs it: whoever asks for help, or delivers to a cluster, does not wait for it. A
/// compilation of the host removes the assembly (<c>Build.csproj</c>), for it may have become another.
/// </summary>
/// <param name="project">Its project file.</param>
/// <param name="assembly">What it is compiled to.</param>
/// <param name="temporary">Where the compiler keeps temporary files.</param>
public sealed class AgentProject(string project, string assembly, string temporary, ICommandRunner runner, Wait wait)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>The assembly, compiled if it is not there. Of several builds that need it at once, one compiles.</summary>
    /// <exception cref="DeliveryException">It does not compile.</exception>
    public async Task<string> CompiledAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(assembly))
        {
            return assembly;
        }

        using var held = await FileLock.AcquireAsync(
            $"{Path.GetDirectoryName(assembly)}.lock", "another build to compile the lab's agent", wait, cancellationToken);
        if (!File.Exists(assembly))
        {
            Directory.CreateDirectory(temporary);
            await runner.RunAsync(Compilation, cancellationToken);
        }

        return File.Exists(assembly) ? assembly : throw new DeliveryException(
            "the lab's agent can't run", $"{project} was compiled, and {assembly} is not there", "remove bin and obj beside the project");
    }

    private Command Compilation => new(
        "dotnet", "build", project, "-p:HostOnly=true", "--configuration", "Release", "-nodeReuse:false", "-nologo", "-verbosity:quiet")
    {
        Environment = new Dictionary<string, string?> { ["TMPDIR"] = temporary, ["DOTNET_TieredPGO"] = "0" },
        Timeout = Longest,
        Hint = $"fix what it names in {Path.GetDirectoryName(project)}",
    };
}
