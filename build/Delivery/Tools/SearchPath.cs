namespace GitOpsDemo.Delivery.Tools;

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
