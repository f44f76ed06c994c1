using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Programs.Tools;

/// <summary>
/// Finds the external programs that a delivery needs: on PATH, then in <c>.tools</c>. What is in neither, or is too old,
/// is downloaded to <c>.tools</c>, without root. Several builds may look at once.
/// </summary>
public sealed class Toolbox
{
    /// <summary>Long enough for 100 MB on a slow line.</summary>
    private static readonly HttpClient Http = new(ServiceClient.Handler(TimeSpan.FromSeconds(15)))
    {
        Timeout = TimeSpan.FromMinutes(10),
        MaxResponseContentBufferSize = SmallFile.Largest,
    };

    private readonly Lazy<ToolManifest> _manifest;
    private readonly ToolEnvironment _environment;
    private readonly ToolInstaller _installer;
    private readonly VersionProbe _versions;
    private readonly Wait _wait;
    private readonly IDeliveryLog _log;
    private readonly ConcurrentDictionary<Tool, FoundTool> _found = new();
    private readonly ConcurrentDictionary<Tool, Lazy<Task<FoundTool>>> _sought = new();

    /// <summary>Takes what it works with; reads and looks for nothing yet.</summary>
    public Toolbox(
        Func<ToolManifest> manifest,
        ToolEnvironment environment,
        DebianPackages debian,
        ICommandRunner runner,
        IDeliveryLog log,
        TimeProvider time)
    {
        _manifest = new(manifest);
        _environment = environment;
        _log = log;
        _wait = new Wait(log, time);
        _versions = new VersionProbe(runner, log);
        _installer = new ToolInstaller(
            environment,
            new NpmFetcher(environment, runner, log),
            new DebianFetcher(debian, log),
            new ReleaseFetcher(Http, environment.Platform, log));
    }

    private ToolManifest Manifest => _manifest.Value;

    /// <summary>The absolute path of a program in a version that is new enough; it is downloaded where it is missing.</summary>
    /// <exception cref="DeliveryException">It is not here and could not be downloaded; the message says what was tried.</exception>
    public async Task<string> FindAsync(Tool tool, CancellationToken cancellationToken) =>
        (await FindProgramAsync(tool, cancellationToken)).Path;

    /// <summary>The program with its version.</summary>
    /// <inheritdoc cref="FindAsync"/>
    public async Task<FoundTool> FindProgramAsync(Tool tool, CancellationToken cancellationToken)
    {
        var search = _sought.GetOrAdd(tool, _ => new(() => LocateOrDownloadAsync(tool, cancellationToken)));
        try
        {
            return await search.Value.WaitAsync(cancellationToken);
        }
        catch
        {
            _sought.TryRemove(new(tool, search));
            throw;
        }
    }

    /// <summary>
    /// Starts to download programs, one after another, in the background. A task that needs one waits for it, and gets its failure.
    /// </summary>
    public void DownloadAhead(IReadOnlyList<Tool> tools, CancellationToken cancellationToken) => _ = Task.Run(
        async () =>
        {
            foreach (var tool in tools)
            {
                await FindAsync(tool, cancellationToken).ContinueWith(_ => { }, TaskContinuationOptions.ExecuteSynchronously);
            }
        },
        cancellationToken);

    /// <summary>
    /// The program in the version that is nearest to what is wanted; one is downloaded where none of those that are here is near enough.
    /// </summary>
    /// <param name="distance">How far a version is from the one that is wanted.</param>
    /// <param name="largest">The distance that is near enough.</param>
    public async Task<FoundTool> FindNearestAsync(Tool tool, Func<Version, int> distance, int largest, CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = await LocateAllAsync(tool, cancellationToken).ToListAsync(cancellationToken);
            if (found.FirstOrDefault(candidate => distance(candidate.Version) <= largest) is { } near)
            {
                return near;
            }

            var sources = Manifest.SourcesOf(tool, _environment.Platform).Where(source => found.Count == 0 || MayBeNear(source)).ToList();
            if (sources.Count == 0 && found.Count > 0)
            {
                return Nearest(found);
            }

            try
            {
                await BringAsync(tool, sources, cancellationToken);
            }
            catch (DeliveryException exception) when (found.Count > 0)
            {
                _log.Warning(exception.Message);
                return Nearest(found);
            }
        }

        FoundTool Nearest(IEnumerable<FoundTool> found) => found.MinBy(candidate => distance(candidate.Version))!;

        bool MayBeNear(ToolSource source) => !File.Exists(_installer.PathOf(tool, source))
            && !(source is ReleaseSource release && Version.TryParse(release.Version, out var version) && distance(version) > largest);
    }

    /// <summary>Where the program is now, in a version that is new enough; null when it would have to be downloaded.</summary>
    public async Task<FoundTool?> LocateAsync(Tool tool, CancellationToken cancellationToken)
    {
        if (_found.TryGetValue(tool, out var known))
        {
            return known;
        }

        return await LocateAllAsync(tool, cancellationToken).FirstOrDefaultAsync(
            cancellationToken) is { } found ? _found.GetOrAdd(tool, found) : null;
    }

    private async Task<FoundTool> LocateOrDownloadAsync(Tool tool, CancellationToken cancellationToken) =>
        await LocateAsync(tool, cancellationToken)
            ?? _found.GetOrAdd(tool, await BringAsync(tool, Manifest.SourcesOf(tool, _environment.Platform), cancellationToken));

    /// <summary>Every version of the program that is here and can be used: those on PATH first.</summary>
    private async IAsyncEnumerable<FoundTool> LocateAllAsync(Tool tool, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (programs, platform) = (Manifest.Tools[tool].Programs, _environment.Platform);
        var onPath = programs.SelectMany(program => _environment.SearchPath.All(program + platform.ExecutableSuffix));
        var brought = Manifest.SourcesOf(tool, platform).Select(source => _installer.PathOf(tool, source)).Where(File.Exists);
        foreach (var path in onPath.Concat(brought))
        {
            if (await UsableAsync(tool, path, cancellationToken) is { } found)
            {
                yield return found;
            }
        }
    }

    /// <summary>The oldest version of a program that can be used.</summary>
    public Version MinimumOf(Tool tool) => Manifest.Tools[tool].Minimum;

    /// <summary>What the programs have to run on.</summary>
    public ToolPlatform Platform => _environment.Platform;

    /// <summary>Where a program can be downloaded from, best first, and why each can't be used.</summary>
    public IReadOnlyList<ToolOrigin> OriginsOf(Tool tool) =>
        [.. Manifest.SourcesOf(tool, _environment.Platform).Select(source => new ToolOrigin(source.Title, _installer.ObstacleOf(source)))];

    private async Task<FoundTool?> UsableAsync(Tool tool, string path, CancellationToken cancellationToken)
    {
        var requirement = Manifest.Tools[tool];
        var version = await _versions.AskAsync(path, requirement.VersionArguments, cancellationToken);
        if (version >= requirement.Minimum)
        {
            return new FoundTool(path, version);
        }

        var actual = version?.ToString() ?? "of an unknown version";
        _log.Detail($"{path} is not used: {tool.Name()} {requirement.Minimum} or newer is needed, this is {actual}");
        return null;
    }

    private async Task<FoundTool> BringAsync(Tool tool, IEnumerable<ToolSource> sources, CancellationToken cancellationToken)
    {
        var needed = $"{tool.Name()} {Manifest.Tools[tool].Minimum} or newer";
        var obstacles = new List<string>();
        foreach (var source in sources)
        {
            if (_installer.ObstacleOf(source) is { } obstacle)
            {
                obstacles.Add($"{source.Title}: {obstacle}");
                continue;
            }

            try
            {
                return await BringAsync(tool, source, cancellationToken);
            }
            catch (Exception exception) when (IsFailureOfSource(exception) && !cancellationToken.IsCancellationRequested)
            {
                var why = exception is DeliveryException failure ? $"{failure.What}: {failure.Why}" : exception.Message;
                obstacles.Add($"{source.Title}: {why}");
                _log.Warning($"{tool.Name()} could not be downloaded from {obstacles[^1]}");
            }
        }

        throw new DeliveryException(
            $"{needed} is not on this computer and could not be downloaded",
            obstacles.Count > 0
                ? string.Join("\n  ", obstacles.Prepend("none of its sources worked:"))
                : $"build/tools.json names no package for {_environment.Platform}",
            $"install {needed} and put it on PATH, or let this computer reach one of these");
    }

    private async Task<FoundTool> BringAsync(Tool tool, ToolSource source, CancellationToken cancellationToken)
    {
        var path = _installer.PathOf(tool, source);
        using var mine = await FileLock.AcquireAsync(
            Path.Combine(_environment.Folder, ".locks", source.Folder),
            $"{source.Title}, which another build is downloading",
            _wait,
            cancellationToken);
        if (File.Exists(path) && await UsableAsync(tool, path, cancellationToken) is { } alreadyHere)
        {
            return alreadyHere;
        }

        await _installer.InstallAsync(source, cancellationToken);
        _versions.Forget(path);
        return await UsableAsync(tool, path, cancellationToken) ?? throw new DeliveryException(
            $"{path} can't be used",
            $"it does not run here, or is older than {Manifest.Tools[tool].Minimum}",
            "choose another package in build/tools.json");
    }

    private static bool IsFailureOfSource(Exception exception) =>
        exception is DeliveryException or HttpRequestException or OperationCanceledException
            or IOException or InvalidDataException or UnauthorizedAccessException;
}

/// <summary>A program that can be used.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Version">Its version, as it says itself.</param>
public sealed record FoundTool(string Path, Version Version);

/// <summary>A place that a program can be downloaded from.</summary>
/// <param name="Title">What a person calls it.</param>
/// <param name="Obstacle">Why nothing can be downloaded from there; null when it can be tried.</param>
public sealed record ToolOrigin(string Title, string? Obstacle);

/// <summary>Asks programs for their version, each one once.</summary>
internal sealed class VersionProbe(ICommandRunner runner, IDeliveryLog log)
{
    private static readonly Regex Dotted = new(@"(?<![\w.])v?([0-9]{1,9}\.[0-9]{1,9}(?:\.[0-9]{1,9})?)");

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, Version> _known = new();

    /// <summary>The version that the program prints; null when it does not run or prints none.</summary>
    public async Task<Version?> AskAsync(string path, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(path, out var known))
        {
            return known;
        }

        try
        {
            var result = await runner.RunAsync(new Command(path, arguments) { Timeout = Patience }, cancellationToken);
            return Parse(result.Output + result.Error, path) is { } version ? _known.GetOrAdd(path, version) : null;
        }
        catch (DeliveryException exception)
        {
            log.Detail($"{path} does not say its version: {exception.Why}");
            return null;
        }
    }

    /// <summary>Forgets what a program said, because its file is replaced.</summary>
    public void Forget(string path) => _known.TryRemove(path, out _);

    /// <summary>
    /// The first version in a program's output. Some print their own path first, and a folder's name can look like a version.
    /// </summary>
    internal static Version? Parse(string output, string path) =>
        Dotted.Match(output.Replace(path, "", StringComparison.Ordinal)) is { Success: true } match
            ? Version.Parse(match.Groups[1].Value)
            : null;
}

/// <summary>The folders in which programs are looked for, in order.</summary>
/// <param name="Folders">Absolute paths. Relative ones are passed over: what they mean depends on where the build was called.</param>
public sealed record SearchPath(IReadOnlyList<string> Folders)
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The PATH of this process.</summary>
    public static SearchPath FromEnvironment() => new((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator));

    /// <summary>Every executable file of that name, in the order of the folders.</summary>
    public IEnumerable<string> All(string program) => Folders
        .Where(Path.IsPathFullyQualified)
        .Select(folder => Path.Combine(folder, program))
        .Where(IsExecutable);

    /// <summary>The first executable file of that name, or null.</summary>
    public string? First(string program) => All(program).FirstOrDefault();

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Executable) != 0);
}

/// <summary>Where tools are looked for and kept.</summary>
/// <param name="Folder">The absolute path of <c>.tools</c>.</param>
/// <param name="SearchPath">Where installed programs are looked for.</param>
public sealed record ToolEnvironment(string Folder, SearchPath SearchPath, ToolPlatform Platform)
{
    /// <summary>This computer, with <c>.tools</c> in the repository's root.</summary>
    public static ToolEnvironment Here(string root) =>
        new(Path.Combine(Path.GetFullPath(root), ".tools"), SearchPath.FromEnvironment(), ToolPlatform.Current);
}
