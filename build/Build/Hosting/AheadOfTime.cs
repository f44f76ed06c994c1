using System.Runtime.InteropServices;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;
using Path = System.IO.Path;

namespace GitOpsDemo.Build.Hosting;

/// <summary>
/// Compiles this program ahead of time, once, while a first Deploy waits for replicas: what each start would compile anew is a fifth of a
/// Deploy in which nothing has changed. It takes the compiler that has published the service (ReadyToRun). Where that is not there, or
/// something fails, all stays as it was, and the log of the run has why. A compilation of the host (<c>Build.csproj</c>) undoes it.
/// </summary>
/// <param name="folder">The folder of this program.</param>
/// <param name="packages">NuGet's folder of packages.</param>
/// <param name="runner">Runs the compiler.</param>
public sealed class AheadOfTime(string folder, string packages, ICommandRunner runner)
{
    private readonly string _done = Path.Combine(folder, ".ahead-of-time");
    private Task _running = Task.CompletedTask;

    private string Compiler => Path.Combine(
        packages,
        $"microsoft.netcore.app.crossgen2.{RuntimeInformation.RuntimeIdentifier}",
        $"{Environment.Version}",
        "tools",
        OperatingSystem.IsWindows() ? "crossgen2.exe" : "crossgen2");

    /// <summary>NuGet's folder of packages, where no <c>nuget.config</c> names another.</summary>
    internal static string Packages => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Begins it in the background, if it is not done.</summary>
    /// <param name="assemblies">The assemblies that a start needs.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal void Begin(IEnumerable<string> assemblies, CancellationToken cancellationToken)
    {
        if (Compilation() is { } compilation && !File.Exists(_done) && File.Exists(Compiler))
        {
            _running = Task.Run(
                () => RunAsync([.. assemblies.Where(file => Path.GetDirectoryName(file) == folder)], compilation, cancellationToken),
                CancellationToken.None);
        }
    }

    /// <summary>Waits for its end. It never fails.</summary>
    internal Task EndAsync() => _running;

    /// <summary>The assemblies of this program that it has loaded so far.</summary>
    internal static IEnumerable<string> Loaded() =>
        AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic).Select(assembly => assembly.Location);

    private async Task RunAsync(IReadOnlyList<string> assemblies, DateTime compilation, CancellationToken cancellationToken)
    {
        var output = Path.Combine(folder, "ahead-of-time");
        try
        {
            Directory.CreateDirectory(output);
            var compiled = new List<string>();
            foreach (var assembly in assemblies)
            {
                // What is compiled already is refused, and stays; of one that fails there may be half a file.
                var run = await runner.RunAsync(Compile(assembly, output) with { SuccessCodes = null }, cancellationToken);
                if (run.ExitCode == 0)
                {
                    compiled.Add(Path.GetFileName(assembly));
                }
            }

            // Not over assemblies that another build.sh has compiled meanwhile.
            if (Compilation() == compilation)
            {
                compiled.ForEach(file => File.Move(Path.Combine(output, file), Path.Combine(folder, file), overwrite: true));
                await File.WriteAllTextAsync(_done, "", cancellationToken);
            }

            Directory.Delete(output, recursive: true);
        }
        catch (Exception exception) when (
            exception is DeliveryException or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            // The next Deploy tries again.
        }
    }

    private Command Compile(string assembly, string output) => new(
        Compiler,
        assembly,
        "--out", Path.Combine(output, Path.GetFileName(assembly)),
        "--reference", Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll"),
        "--reference", Path.Combine(folder, "*.dll"));

    /// <summary>When the host was compiled; null where build.sh has not compiled it, or does so now.</summary>
    private DateTime? Compilation() =>
        Directory.GetFiles(folder, $"{HostSources.List}*") is [var list] ? File.GetLastWriteTimeUtc(list) : null;
}
