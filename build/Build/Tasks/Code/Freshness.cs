using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery.Files;
using GitOpsDemo.Delivery.Versioning;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>Leaves out a step whose inputs are those of its last success. A step that was asked for by name always runs.</summary>
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
    internal async Task UnlessFreshAsync(BuildContext context, string step, IReadOnlyList<string> inputs, Func<Task> run)
    {
        var stamp = Path.Combine(paths.Artifacts, "fresh", $"{step}-{context.Options.Configuration}");
        var before = await fingerprint.ComputeAsync(inputs, context.CancellationToken);
        if (!context.Options.Targets.Contains(step) && File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == before)
        {
            context.DeliveryLog.Information($"{step}: nothing has changed since the last success.");
            return;
        }

        if (File.Exists(stamp))
        {
            File.Delete(stamp);
        }

        await run();
        AtomicFile.WriteAllText(stamp, before);
    }
}
