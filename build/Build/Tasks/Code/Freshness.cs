using Cake.Core.IO;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Settings;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Versioning;
using Path = System.IO.Path;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>Leaves out what has the same inputs as at its last success. A step that was asked for by name always runs.</summary>
public sealed class Freshness(BuildPaths paths, ICommandRunner runner)
{
    private readonly SourceFingerprint _fingerprint = new(paths.Root, runner);

    /// <summary>Runs the step unless its inputs are the same, and remembers them when it succeeds.</summary>
    internal Task UnlessFreshAsync(BuildContext context, string step, IReadOnlyList<string> inputs, Func<Task> run) =>
        UnlessFreshAsync(context, step, step, inputs, run);

    /// <summary>The same for a step that is done for one solution or another.</summary>
    internal Task UnlessFreshAsync(BuildContext context, string step, Solution solution, IReadOnlyList<string> inputs, Action run) =>
        UnlessFreshAsync(context, step, $"{step}-{solution.Name}", inputs, () =>
        {
            run();
            return Task.CompletedTask;
        });

    private async Task UnlessFreshAsync(BuildContext context, string step, string part, IReadOnlyList<string> inputs, Func<Task> run)
    {
        var stamp = Stamp(context, step, part, await _fingerprint.ComputeAsync(inputs, context.CancellationToken));
        if (stamp.IsFresh)
        {
            context.DeliveryLog.Information("nothing has changed since the last success");
            return;
        }

        stamp.Forget();
        await run();
        stamp.Keep();
    }

    /// <summary>Tests the assemblies that differ, or read something that differs, from when their tests last passed.</summary>
    internal async Task TestChangedAsync(
        BuildContext context, string step, IReadOnlyList<FilePath> assemblies, Action<IReadOnlyList<FilePath>> run)
    {
        var read = await _fingerprint.ComputeAsync(context.Inputs.ReadByTests, context.CancellationToken);
        var changed = new List<(FilePath Assembly, FreshnessStamp Stamp)>();
        foreach (var assembly in assemblies)
        {
            var compiled = await ContentDigest.OfFolderAsync(assembly.GetDirectory().FullPath, "*.dll", context.CancellationToken);
            var stamp = Stamp(
                context,
                step,
                $"{step}-{assembly.GetFilenameWithoutExtension()}-{assembly.GetDirectory().GetDirectoryName()}",
                compiled + read);
            if (!stamp.IsFresh)
            {
                changed.Add((assembly, stamp));
            }
        }

        if (changed.Count < assemblies.Count)
        {
            context.DeliveryLog.Information(
                $"{assemblies.Count - changed.Count} of {assemblies.Count} test assemblies have not changed since their tests passed");
        }

        if (changed.Count > 0)
        {
            changed.ForEach(test => test.Stamp.Forget());
            run([.. changed.Select(test => test.Assembly)]);
            changed.ForEach(test => test.Stamp.Keep());
        }
    }

    private FreshnessStamp Stamp(BuildContext context, string step, string part, string inputs) => new(
        Path.Combine(paths.Artifacts, "fresh", $"{part}-{context.Options.Configuration}"),
        $"{context.Options.Settings.Service.Name} {paths.Revision} {inputs}",
        context.Options.Targets.Contains(step));
}

/// <summary>The inputs with which something last succeeded, kept in a file, beside those of now.</summary>
/// <param name="Inputs">The digest of the inputs as they are now.</param>
/// <param name="IsAskedFor">Whether it was asked for by name: then it is never fresh.</param>
internal sealed record FreshnessStamp(string File, string Inputs, bool IsAskedFor)
{
    /// <summary>Whether it last succeeded with these inputs.</summary>
    public bool IsFresh => !IsAskedFor && System.IO.File.Exists(File) && System.IO.File.ReadAllText(File) == Inputs;

    /// <summary>Before it is run: a run that dies leaves nothing that is taken for a success.</summary>
    public void Forget()
    {
        if (System.IO.File.Exists(File))
        {
            System.IO.File.Delete(File);
        }
    }

    /// <summary>After it has succeeded.</summary>
    public void Keep() => AtomicFile.WriteAllText(File, Inputs);
}

/// <summary>What the results of a step depend on: files and folders of the repository.</summary>
internal sealed class Inputs(BuildPaths paths, BuildSettings settings)
{
    public IReadOnlyList<string> PackagesOf(Solution solution) =>
        ["*.*proj", "*.props", "*.targets", "*packages.lock.json", "global.json", Relative(solution.File), Relative(solution.Whole)];

    /// <summary>Everything that is compiled.</summary>
    public IReadOnlyList<string> CodeOf(Solution solution) => [.. solution.Folders.Select(Relative), .. PackagesOf(solution)];

    /// <summary>What tests of the service look at beside the code.</summary>
    public IReadOnlyList<string> ReadByTests { get; } = [settings.Manifests, .. settings.SharedManifests, settings.Monitoring];

    /// <summary>Manifests, alert rules, the file by which they are judged, and the code that does.</summary>
    public IReadOnlyList<string> Manifests { get; } =
        [settings.Manifests, .. settings.SharedManifests, settings.Monitoring, paths.SettingsFile, "build"];

    private string Relative(string path) => Path.GetRelativePath(paths.Root, path).Replace('\\', '/');
}
