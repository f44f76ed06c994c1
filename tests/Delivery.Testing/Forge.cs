using System.Collections.Concurrent;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images.Signing;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Lab;

namespace GitOpsDemo.Testing;

/// <summary>A bare repository with three overlays in a folder of the test's own, and what the tests ask of it.</summary>
public sealed class Forge : IDisposable
{
    public const string OldDigest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    public const string NewDigest = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    private static readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyDictionary<string, byte[]>>>> Made = new();

    private readonly TemporaryFolder _folder = new();

    public RecordingLog Log { get; } = new();

    public string WorkTree => _folder["work tree"];

    public string Bare => _folder["gitops.git"];

    public ICommandRunner Runner => new CommandRunner(Log);

    public string this[params string[] parts] => _folder[parts];

    /// <summary>Five programs make the repository: once for all tests that begin with the same one.</summary>
    public static async Task<Forge> StartAsync(params string[] environments)
    {
        string[] overlays = environments.Length > 0 ? environments : ["dev", "staging", "prod"];
        var made = await Made.GetOrAdd(string.Join(' ', overlays), _ => new(() => MakeAsync(overlays))).Value;
        var forge = WithOverlays(overlays);
        foreach (var (path, content) in made)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(forge[path])!);
            await File.WriteAllBytesAsync(forge[path], content);
        }

        return forge;
    }

    /// <returns>The files of the repository, by their paths from the folder of the test.</returns>
    private static async Task<IReadOnlyDictionary<string, byte[]>> MakeAsync(string[] environments)
    {
        using var forge = WithOverlays(environments);
        await forge.BareRepository().CreateAsync(forge.Settings(), forge.WorkTree, default);
        return Directory.EnumerateFiles(forge.Bare, "*", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(forge._folder.Path, file), File.ReadAllBytes);
    }

    private static Forge WithOverlays(string[] environments)
    {
        var forge = new Forge();
        forge.Write("k8s/base/kustomization.yaml", "resources: []\n");
        foreach (var environment in environments)
        {
            forge.Write(Overlay(environment), OverlayText(environment));
        }

        return forge;
    }

    public static string Overlay(string environment) => $"k8s/overlays/{environment}/kustomization.yaml";

    public static string OverlayText(string environment) =>
        $"# {environment}\r\nimages:\r\n- name: app # the app\r\n  newTag: \"1.3.0\"\r\n  digest: {OldDigest}\r\n"
            + $"namespace: {environment}\r\n";

    public static ImageEntry App(string tag, string? digest = null) => new("app", "localhost:5000/app", tag, digest ?? NewDigest);

    public static BumpRequest Bump(string environment, string tag, string? digest = null) => new(environment, App(tag, digest));

    public GitOpsSettings Settings(string clone = "clone") =>
        new(Bare, "main", _folder["clones", clone], new GitIdentity("A Build", "build@example.com")) { Folders = ["k8s"] };

    public BareRepository BareRepository() => new(Runner, Log, TimeProvider.System);

    public GitOpsRepository Repository(string clone = "clone", ICommandRunner? runner = null) =>
        new(Settings(clone), runner ?? Runner, Log, TimeProvider.System);

    public ImageBump ImageBump(string clone = "clone") => new(Repository(clone), Log);

    /// <summary>Nobody asks for signatures.</summary>
    public ImageSigning NoSigning() => Signing(publicKey: null, Runner);

    /// <summary>A signature is asked for, and cosign finds none. What it was asked is <see cref="DeliveryException.What"/>.</summary>
    public ImageSigning SigningOfNothing() => Signing(
        "cosign.pub",
        new InterceptingRunner(Runner)
        {
            Before = command => throw new DeliveryException($"{command}", "no matching signatures", "sign it"),
        });

    public string Write(string path, string content) => _folder.Write(Path.Combine("work tree", path), content);

    /// <summary>What git says of the bare repository.</summary>
    public async Task<string> GitAsync(params string[] arguments) =>
        (await Runner.RunAsync(new Command("git", [$"--git-dir={Bare}", .. arguments]))).Output.TrimEnd('\n');

    /// <summary>The files that a commit changed.</summary>
    public async Task<string[]> ChangedByAsync(string commit) =>
        (await GitAsync("show", "--format=", "--name-only", "--no-renames", commit)).Split('\n');

    public Task<string> TipAsync() => GitAsync("rev-parse", "main");

    public async Task<int> CommitsAsync() => int.Parse(await GitAsync("rev-list", "--count", "main"));

    public void Dispose() => _folder.Dispose();

    private ImageSigning Signing(string? publicKey, ICommandRunner runner) =>
        new(new(null, publicKey, null, null), null, null, runner, Log);
}

public static class GitOpsRepositoryEdits
{
    /// <summary>Applies an edit that waits for nothing.</summary>
    public static Task<GitOpsCommit> ApplyAsync(
        this GitOpsRepository repository, Func<string, GitOpsChange> edit, CancellationToken cancellationToken) =>
        repository.ApplyAsync((checkout, _) => Task.FromResult(edit(checkout)), cancellationToken);
}
