using Cake.Core.IO;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery.Versioning;
using Path = System.IO.Path;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>Leaves out what has the same inputs as at its last success. A step that was asked for by name always runs.</summary>
public sealed class Freshness(BuildPaths paths, SourceFingerprint fingerprint)
{
    /// <summary>Runs the step unless its inputs are the same, and remembers them when it succeeds.</summary>
    internal Task UnlessFreshAsync(BuildContext context, string step, IReadOnlyList<string> inputs, Action run) =>
        UnlessFreshAsync(context, step, inputs, () =>
        {
            run();
            return Task.CompletedTask;
        });

    /// <inheritdoc cref="UnlessFreshAsync(BuildContext, string, IReadOnlyList{string}, Action)"/>
    internal Task UnlessFreshAsync(BuildContext context, string step, IReadOnlyList<string> inputs, Func<Task> run) =>
        UnlessFreshAsync(context, step, step, inputs, run);

    /// <summary>The same for a step that is done for one solution or another.</summary>
    internal Task UnlessFreshAsync(BuildContext context, string step, Solution solution, IReadOnlyList<string> inputs, Func<Task> run) =>
        UnlessFreshAsync(context, step, $"{step}-{solution.Name}", inputs, run);

    private async Task UnlessFreshAsync(BuildContext context, string step, string part, IReadOnlyList<string> inputs, Func<Task> run)
    {
        var stamp = Stamp(context, step, part, await fingerprint.ComputeAsync(inputs, context.CancellationToken));
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
    internal async Task TestChangedAsync(BuildContext context, string step, IReadOnlyList<FilePath> assemblies, Action<IReadOnlyList<FilePath>> run)
    {
        var read = await fingerprint.ComputeAsync(context.Inputs.ReadByTests, context.CancellationToken);
        var changed = new List<(FilePath Assembly, FreshnessStamp Stamp)>();
        foreach (var assembly in assemblies)
        {
            var compiled = await ContentDigest.OfFolderAsync(assembly.GetDirectory().FullPath, "*.dll", context.CancellationToken);
            var stamp = Stamp(context, step, $"{step}-{assembly.GetFilenameWithoutExtension()}", compiled + read);
            if (!stamp.IsFresh)
            {
                changed.Add((assembly, stamp));
            }
        }

        if (changed.Count < assemblies.Count)
        {
            context.DeliveryLog.Information($"{assemblies.Count - changed.Count} of {assemblies.Count} test assemblies have not changed since their tests passed");
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
        $"{context.Options.Settings.Service.Name} {inputs}",
        context.Options.Targets.Contains(step));
}
