using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Programs.Tools;

/// <summary>
/// Every tool, really downloaded, by two builds at once, to a computer that has npm, apt-get and dpkg-deb but none of the tools.
/// </summary>
public sealed class BroughtTools : IAsyncLifetime, IDisposable
{
    private static readonly string[] Bringers = ["npm", "apt-get", "dpkg-deb"];

    private readonly TemporaryFolder _folder = new();

    public RecordingLog Log { get; } = new();

    /// <summary>The paths that the two builds found.</summary>
    public IReadOnlyList<IReadOnlyDictionary<Tool, string>> Found { get; private set; } = [];

    /// <summary>The packages that were downloaded for a base image.</summary>
    public IReadOnlyList<DebianPackageFile> PackageFiles { get; private set; } = [];

    public ToolEnvironment Environment => new(_folder[".tools"], new SearchPath([_folder["bin"]]), ToolPlatform.Current);

    public ToolManifest Manifest { get; } = ToolManifest.Read(Path.Combine(Repository.Root, "build", "tools.json"));

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(_folder["bin"]);
        foreach (var program in Bringers)
        {
            if (SearchPath.FromEnvironment().First(program) is { } installed)
            {
                File.CreateSymbolicLink(_folder["bin", program], installed);
            }
        }

        Found = await Task.WhenAll(BringAllAsync(DownloadAsync), BringAllAsync(_ => Task.CompletedTask));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    /// <summary>What one of the two builds does besides, with the lists that apt has fetched for it.</summary>
    private async Task DownloadAsync(DebianPackages packages) =>
        PackageFiles = await packages.DownloadAsync(["tzdata", "ca-certificates"], _folder["debs"], default);

    private async Task<IReadOnlyDictionary<Tool, string>> BringAllAsync(Func<DebianPackages, Task> besides)
    {
        var runner = new CommandRunner(Log);
        using var packages = new DebianPackages(Environment, runner, Log);
        var toolbox = new Toolbox(() => Manifest, Environment, packages, runner, Log, TimeProvider.System);
        var found = await Task.WhenAll(ToolNames.Needed.Select(async tool => (tool, path: await toolbox.FindAsync(tool, default))));
        await besides(packages);
        return found.ToDictionary(each => each.tool, each => each.path);
    }
}
