using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Programs.Tools;

/// <summary>A repository's root with programs of its own on PATH.</summary>
internal sealed class ToolboxFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<DebianPackages> _debian = [];

    public RecordingLog Log { get; } = new();

    public ToolPlatform Platform { get; init; } = ToolPlatform.Current;

    public string Bin => _folder["bin"];

    public string Tools => _folder[".tools"];

    /// <summary>
    /// A toolbox for helm with the given packages, and nothing on PATH but what lies in <see cref="Bin"/> and the given folders.
    /// </summary>
    public Toolbox Create(IReadOnlyList<ToolSource> packages, params string[] path)
    {
        var requirement = new ToolRequirement(["helm", "helm4"], new Version(3, 14), ["version"]);
        return Create(
            new ToolManifest(new Dictionary<Tool, ToolRequirement> { [Tool.Helm] = requirement }, packages)
            {
                BaseImage = "localhost/base",
            },
            path);
    }

    public Toolbox Create(ToolManifest manifest, params string[] path)
    {
        var environment = new ToolEnvironment(Tools, new SearchPath([Bin, .. path]), Platform);
        var runner = new CommandRunner(Log);
        _debian.Add(new DebianPackages(environment, runner, Log));
        return new Toolbox(() => manifest, environment, _debian[^1], runner, Log, TimeProvider.System);
    }

    public static ReleaseSource Release(ReleaseServer server, string archive, string path = "helm") => new()
    {
        Project = "helm",
        Version = "4.1.4",
        Archive = $"{server.Address}/{archive}",
        Checksums = $"{server.Address}/sha256sums.txt",
        Programs = new Dictionary<Tool, string> { [Tool.Helm] = path },
    };

    public void Dispose()
    {
        _debian.ForEach(packages => packages.Dispose());
        _folder.Dispose();
    }
}
