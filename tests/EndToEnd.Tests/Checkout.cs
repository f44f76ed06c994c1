using System.Diagnostics;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>A copy of this repository as a person has it after a clone: the sources, committed, and nothing that was built.</summary>
public sealed class Checkout : IAsyncDisposable
{
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(15);

    /// <summary>By which builds of all checkouts share the folder of packages.</summary>
    private static readonly string SharedLocks =
        Environment.GetEnvironmentVariable("NUGET_SCRATCH") ?? Path.Combine(Path.GetTempPath(), $"NuGetScratch{Environment.UserName}");

    private readonly TemporaryFolder _folder = new();
    private readonly CommandRunner _runner = new(new RecordingLog());

    /// <summary>The key of samples/hello: its replicas have it in their environment, which is what it is for.</summary>
    public const string SigningKey = "a key that no overlay holds";

    /// <summary>Its top folder.</summary>
    public string Root => _folder["clone"];

    /// <summary>The folder for temporary files of its builds, and of nothing else.</summary>
    public string Temporary => _folder["temporary"];

    /// <summary>What is in the environment of every process that its builds start, and in no other.</summary>
    public string Mark => $"TMPDIR={Temporary}";

    /// <summary>What each of its builds is told besides.</summary>
    private string[] Options { get; init; } = [];

    /// <summary>The absolute path of something in it.</summary>
    public string this[params string[] parts] => Path.Combine([Root, .. parts]);

    /// <summary>Makes one, with what is not committed in this repository as well.</summary>
    /// <param name="options">What each of its builds is told besides.</param>
    public static async Task<Checkout> MakeAsync(params string[] options)
    {
        var checkout = new Checkout { Options = options };
        Directory.CreateDirectory(checkout.Temporary);
        var files = await checkout._runner.RunAsync(
            new Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard") { WorkingDirectory = Repository.Root });
        var names = files.Output.Trim('\n').Split('\0', StringSplitOptions.RemoveEmptyEntries);
        foreach (var file in names.Where(file => File.Exists(Path.Combine(Repository.Root, file))))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(checkout[file])!);
            File.Copy(Path.Combine(Repository.Root, file), checkout[file]);
        }

        await checkout.GitAsync("init", "--quiet", "--initial-branch=main");
        await checkout.CommitAllAsync("All of it");
        return checkout;
    }

    /// <summary>
    /// Takes over, with their dates, what was built of the same sources in this repository, and the programs that were brought to it.
    /// </summary>
    /// <param name="folders">Folders of what was built; those that are not there are made by the first build.</param>
    public async Task TakeOverAsync(params string[] folders)
    {
        var built = folders.Where(folder => Directory.Exists(Path.Combine(Repository.Root, folder))).ToList();
        if (built.Count > 0)
        {
            await _runner.RunAsync(new Command("cp", ["--archive", "--parents", .. built, Root]) { WorkingDirectory = Repository.Root });
        }

        // Programs are only run, and can be everybody's; images are made and looked up, by one build at a time.
        var tools = Path.Combine(Repository.Root, ".tools");
        var entries = Directory.Exists(tools) ? Directory.EnumerateFileSystemEntries(tools) : [];
        foreach (var program in entries.Where(entry => Path.GetFileName(entry) != "images"))
        {
            Directory.CreateSymbolicLink(
                Path.Combine(Directory.CreateDirectory(this[".tools"]).FullName, Path.GetFileName(program)), program);
        }
    }

    /// <summary>Makes another one, at another place, of the same commit.</summary>
    public async Task<Checkout> CloneAsync()
    {
        var other = new Checkout { Options = Options };
        Directory.CreateDirectory(other.Temporary);
        await GitAsync("clone", "--quiet", Root, other.Root);
        await other.GitAsync("remote", "remove", "origin");
        return other;
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
    public Task<CommandResult> BuildAsync(params string[] arguments) => BuildAsync([], arguments);

    /// <summary>Runs <c>build.sh</c> from another folder, without a terminal.</summary>
    /// <param name="environment">Variables besides those that every build gets.</param>
    /// <param name="arguments">Its arguments.</param>
    public async Task<CommandResult> BuildAsync(Dictionary<string, string?> environment, params string[] arguments) =>
        await _runner.RunAsync(new Command(this["build.sh"], [.. arguments, .. Options])
        {
            WorkingDirectory = _folder.Path,
            Timeout = LongestRun,
            SuccessCodes = null,
            Environment = new Dictionary<string, string?>([.. Canaries.Environment, .. environment])
            {
                ["HELLO_SIGNING_KEY"] = SigningKey,
                ["TMPDIR"] = Temporary,
                ["NUGET_SCRATCH"] = SharedLocks,
            },
        });

    /// <summary>Starts <c>build.sh</c> and leaves it running.</summary>
    public Process StartBuild(params string[] arguments) => StartBuild(_ => { }, arguments);

    /// <summary>Starts <c>build.sh</c> and leaves it running, the first of a process group of its own.</summary>
    /// <param name="said">Told each line of its output.</param>
    /// <param name="arguments">Its arguments.</param>
    public Process StartBuild(Action<string> said, params string[] arguments)
    {
        // setsid becomes build.sh, and that becomes the build: the process that comes back is the build itself.
        // It notices Ctrl-C as in a terminal, though the tests may run in the background of a shell, where it is ignored.
        var start = new ProcessStartInfo("setsid", ["env", "--default-signal=INT", this["build.sh"], .. arguments, .. Options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TMPDIR"] = Temporary, ["NUGET_SCRATCH"] = SharedLocks },
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => said(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => said(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(this[".lab"]))
        {
            await BuildAsync("--target=LabDown");
        }

        // The compiler waits for a next build. What was taken over tells how that of the other checkout is ended.
        var compiler = await _runner.RunAsync(
            new Command("dotnet", "msbuild", this["build", "Build", "Build.csproj"], "-getProperty:EndCompiler"));
        await _runner.RunAsync(new Command("sh", "-c", $"exec dotnet {compiler.Output}"));
        _folder.Dispose();
    }
}
