namespace GitOpsDemo.Testing;

/// <summary>External programs for tests: nothing is downloaded here, for a test must not depend on the network.</summary>
public static class TestTools
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The path of a program on PATH, or else under the repository's <c>.tools</c>; null when it is in neither.</summary>
    public static string? Find(string program) => OnPath(program).Concat(Brought(program)).FirstOrDefault(IsProgram);

    /// <summary>Why a test that needs these programs can't run here; null when it can.</summary>
    internal static string? WhyMissing(IEnumerable<string> programs) =>
        programs.Where(program => Find(program) is null).ToList() is { Count: > 0 } missing
            ? $"{string.Join(", ", missing)} is neither on PATH nor under .tools: `./build.sh --target=Doctor` says how to get it"
            : null;

    private static IEnumerable<string> OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, program));

    private static IEnumerable<string> Brought(string program) =>
        Path.Combine(Repository.Root, ".tools") is var tools && Directory.Exists(tools)
            ? Directory.EnumerateFiles(tools, program, SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : [];

    private static bool IsProgram(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Executable) != 0);
}
