using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;

namespace GitOpsDemo.Delivery.Report.Doctor;

/// <summary>
/// The .NET SDK that <c>global.json</c> asks for (<see href="https://learn.microsoft.com/dotnet/core/tools/global-json"/>).
/// </summary>
/// <param name="root">The folder of <c>global.json</c>.</param>
/// <param name="runner">Runs <c>dotnet</c>.</param>
public sealed class SdkRequirement(string root, ICommandRunner runner) : IRequirement
{
    private readonly Lazy<string> _wanted = new(() => WantedBy(Path.Combine(root, "global.json")));

    public string Name => ".NET SDK";

    public string Needs => $"{_wanted.Value} or a later one of {string.Join('.', _wanted.Value.Split('.').Take(2))} (global.json)";

    public async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        var command = new Command("dotnet", "--version") { WorkingDirectory = root, Hint = "install it from https://dot.net/download" };
        return (await runner.RunAsync(command, cancellationToken)).Output.Trim();
    }

    private static string WantedBy(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return json.RootElement.GetProperty("sdk").GetProperty("version").GetString()!;
    }
}

/// <summary>This computer's platform, for which programs and the lab's image are chosen.</summary>
public sealed class PlatformRequirement(ToolPlatform platform) : IRequirement
{
    public string Name => "platform";

    public string Needs => $"one that images are made for: {string.Join(" or ", ImagePlatform.Known.Select(known => known.Architecture))}";

    public Task<string> FindAsync(CancellationToken cancellationToken) =>
        ImagePlatform.Known.Any(known => known.Architecture == platform.Architecture)
            ? Task.FromResult(platform.ToString())
            : throw new DeliveryException(
                "the lab can't run here",
                $"this computer is {platform}",
                "deliver to a cluster, with --kube-context and --image-platforms");
}

/// <summary>git, which versions come from and commits go through.</summary>
public sealed class GitRequirement(ICommandRunner runner) : IRequirement
{
    private static readonly Regex Number = new(@"\d+\.\d+(\.\d+)?");

    private const string Remedy = "install git from your distribution, or from https://git-scm.com/downloads";

    /// <summary>The first with <c>git sparse-checkout</c> and partial clones as the bump uses them.</summary>
    private static readonly Version Oldest = new(2, 27);

    public string Name => "git";

    public string Needs => $"{Oldest} or newer";

    public async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        var answer = (await runner.RunAsync(new Command("git", "--version") { Hint = Remedy }, cancellationToken)).Output.Trim();
        return Number.Match(answer) is { Success: true } match && Version.Parse(match.Value) >= Oldest
            ? match.Value
            : throw new DeliveryException("git is too old", $"found {answer}", Remedy);
    }
}

/// <summary>
/// An external program of <c>build/tools.json</c>. One that is missing and can be downloaded is no obstacle: the build downloads it.
/// </summary>
public sealed class ProgramRequirement(Tool tool, Toolbox toolbox) : IRequirement
{
    public string Name => tool.Name();

    public string Needs => $"{toolbox.MinimumOf(tool)} or newer";

    public bool IsOptional => Open is not null;

    private ToolOrigin? Open => toolbox.OriginsOf(tool).FirstOrDefault(way => way.Obstacle is null);

    public async Task<string> FindAsync(CancellationToken cancellationToken) =>
        await toolbox.LocateAsync(tool, cancellationToken) is { } found
            ? $"{found.Version} at {found.Path}"
            : throw (Open is { } way
                ? Missing("none yet", $"nothing: the first task that needs it downloads {way.Title} to .tools")
                : Missing(
                    string.Join("; ", toolbox.OriginsOf(tool).Select(way => $"{way.Title}: {way.Obstacle}").Prepend(NoWay)),
                    $"install {tool.Name()} {Needs} for {toolbox.Platform} by hand and put it on PATH"));

    private string NoWay => toolbox.OriginsOf(tool).Count > 0
        ? "found none, and no source to download it from"
        : $"found none, and build/tools.json has none for {toolbox.Platform}";

    private DeliveryException Missing(string why, string next) => new($"{tool.Name()} is missing", why, next);
}

/// <summary>Room for what is compiled, downloaded, and kept by the lab.</summary>
/// <param name="folder">A folder on the disk that is meant.</param>
/// <param name="bytes">How much has to be free.</param>
public sealed class DiskRequirement(string folder, long bytes) : IRequirement
{
    private const double Gigabyte = 1e9;

    public string Name => "disk space";

    public string Needs => $"{Gigabytes(bytes)} free at {folder}";

    public Task<string> FindAsync(CancellationToken cancellationToken)
    {
        var free = new DriveInfo(folder).AvailableFreeSpace;
        return free >= bytes
            ? Task.FromResult($"{Gigabytes(free)} free")
            : throw new DeliveryException(
                "the disk is full", $"found {Gigabytes(free)} free", "make room, or work in a checkout on another disk");
    }

    private static string Gigabytes(long bytes) => (bytes / Gigabyte).ToString("0.0", CultureInfo.InvariantCulture) + " GB";
}

/// <summary>A container engine, without which the build itself makes the image and the lab's replicas are processes.</summary>
/// <param name="engine">Is asked.</param>
/// <param name="isNeeded">
/// Whether it is required: the image is built with it, or this computer runs no Linux programs.
/// </param>
public sealed class EngineRequirement(IContainerEngine engine, bool isNeeded) : IRequirement
{
    public string Name => "container engine";

    public string Needs => isNeeded ? "one that `docker version` reaches" : "nothing: the build itself builds the image without one";

    public bool IsOptional => !isNeeded;

    public async Task<string> FindAsync(CancellationToken cancellationToken) =>
        await engine.VersionAsync(cancellationToken) is { } version
            ? $"engine {version}"
            : throw new DeliveryException(
                "no container engine", "none answers `docker version`", "start one (DOCKER_HOST and `docker context` say which is asked)");
}
