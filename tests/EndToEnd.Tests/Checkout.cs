using GitOpsDemo.Delivery.Processes;
using GitOpsDemo.Testing;

namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>A copy of this repository as a person has it after a clone: the sources, committed, and nothing that was built.</summary>
public sealed class Checkout : IAsyncDisposable
{
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(15);
    private readonly TemporaryFolder _folder = new();
    private readonly CommandRunner _runner = new(new RecordingLog());

    /// <summary>Its top folder.</summary>
    public string Root => _folder["clone"];

    /// <summary>The absolute path of something in it.</summary>
    public string this[params string[] parts] => Path.Combine([Root, .. parts]);

    /// <summary>Makes one, with what is not committed in this repository as well.</summary>
    public static async Task<Checkout> MakeAsync()
    {
        var checkout = new Checkout();
        var files = await checkout._runner.RunAsync(
            new Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard") { WorkingDirectory = Repository.Root });
        foreach (var file in files.Output.Trim('\n').Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Path.Combine(Repository.Root, file))))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(checkout[file])!);
            File.Copy(Path.Combine(Repository.Root, file), checkout[file]);
        }

        await checkout.GitAsync("init", "--quiet", "--initial-branch=main");
        await checkout.CommitAllAsync("All of it");
        return checkout;
    }

    /// <summary>Commits everything that is in the folder.</summary>
    public async Task CommitAllAsync(string message)
    {
        await GitAsync("add", "--all");
        await GitAsync("-c", "user.name=A person", "-c", "user.email=person@example.com", "commit", "--quiet", "--message", message);
    }

    /// <summary>Runs git in it.</summary>
    public async Task<string> GitAsync(params string[] arguments) =>
        (await _runner.RunAsync(new Command("git", arguments) { WorkingDirectory = Root })).Output;

    /// <summary>Runs <c>build.sh</c> from another folder, without a terminal.</summary>
    public async Task<CommandResult> BuildAsync(params string[] arguments) => await _runner.RunAsync(new Command(this["build.sh"], arguments)
    {
        WorkingDirectory = _folder.Path,
        Timeout = LongestRun,
        SuccessCodes = null,
        Environment = Canaries.Environment,
    });

    /// <summary>Starts <c>build.sh</c> and leaves it running.</summary>
    public System.Diagnostics.Process StartBuild(params string[] arguments)
    {
        // setsid becomes build.sh, and that becomes the build: the process that comes back is the build itself.
        var start = new System.Diagnostics.ProcessStartInfo("setsid", [this["build.sh"], .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = System.Diagnostics.Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(this[".lab"]))
        {
            await BuildAsync("--target=LabDown");
        }

        _folder.Dispose();
    }
}
