using Cake.CommandLine;
using Cake.Core;
using Cake.Core.IO;

namespace Cake.Kubectl;

/// <summary>
/// The kubectl commands that this build uses, under the names of the published Cake.Kubectl, whose settings know no context, no namespace
/// and no name of an object. A failure has kubectl's own reason (<see cref="ToolFailedException"/>).
/// </summary>
public static class KubectlAliases
{
    /// <summary>Applies manifests.</summary>
    /// <returns>A line for each object, such as <c>configmap/demo serverside-applied</c>.</returns>
    public static IEnumerable<string> KubectlApplyWithResult(this ICakeContext context, KubectlApplySettings settings) => Run(
        context, "apply", settings, arguments => arguments
            .AppendFlag("--server-side", settings.ServerSide)
            .AppendFlag($"--dry-run={settings.DryRun}", settings.DryRun is not null)
            .AppendFlag($"--validate={settings.Validate}", settings.Validate is not null)
            .AppendOption("--field-manager", settings.FieldManager)
            .AppendFlag("--force-conflicts", settings.ForceConflicts)
            .AppendManifests(settings));

    /// <summary>Reads objects.</summary>
    /// <returns>The lines of the answer.</returns>
    public static IEnumerable<string> KubectlGetWithResult(this ICakeContext context, KubectlGetSettings settings) => Run(
        context, "get", settings, arguments => arguments
            .AppendRequired(settings.Resources)
            .AppendFlag("--all-namespaces", settings.AllNamespaces)
            .AppendOption("--selector", settings.Selector)
            .AppendFlag("--ignore-not-found", settings.IgnoreNotFound)
            .AppendFlag("--show-managed-fields", settings.ShowManagedFields)
            .AppendOption("--output", settings.Output));

    /// <summary>Reads the log of a container.</summary>
    /// <returns>Its lines.</returns>
    public static IEnumerable<string> KubectlLogsWithResult(this ICakeContext context, KubectlLogsSettings settings) => Run(
        context, "logs", settings, arguments => arguments
            .AppendRequired(settings.Resource)
            .AppendOption("--container", settings.Container)
            .AppendFlag("--follow", settings.Follow)
            .AppendOption("--since-time", settings.SinceTime)
            .AppendOption("--tail", settings.Tail)
            .AppendFlag("--timestamps", settings.Timestamps));

    /// <summary>Creates objects that do not exist yet.</summary>
    public static void KubectlCreate(this ICakeContext context, KubectlCreateSettings settings) => Run(
        context, "create", settings, arguments => arguments
            .AppendOption("--field-manager", settings.FieldManager)
            .AppendManifests(settings));

    /// <summary>Sets or removes annotations.</summary>
    public static void KubectlAnnotate(this ICakeContext context, KubectlAnnotateSettings settings) => Run(
        context, "annotate", settings, arguments => arguments
            .AppendRequired(settings.Resources)
            .AppendRequired(settings.Annotations)
            .AppendFlag("--overwrite", settings.Overwrite));

    /// <summary>Changes fields of objects.</summary>
    public static void KubectlPatch(this ICakeContext context, KubectlPatchSettings settings) => Run(
        context, "patch", settings, arguments => arguments
            .AppendRequired(settings.Resources)
            .AppendOption("--subresource", settings.Subresource)
            .AppendOption("--type", settings.Type)
            .Append("--patch")
            .AppendRequired(settings.Patch));

    /// <summary>Sets how many pods are wanted.</summary>
    public static void KubectlScale(this ICakeContext context, KubectlScaleSettings settings) => Run(
        context, "scale", settings, arguments => arguments
            .AppendRequired(settings.Resources)
            .Append("--replicas")
            .AppendRequired(settings.Replicas));

    /// <summary>Compares manifests with what is live.</summary>
    /// <returns>The lines of the difference; none when there is none.</returns>
    public static IEnumerable<string> KubectlDiffWithResult(this ICakeContext context, KubectlDiffSettings settings) => Run(
        context,
        "diff",
        settings,
        arguments => arguments
            .AppendFlag("--server-side", settings.ServerSide)
            .AppendOption("--field-manager", settings.FieldManager)
            .AppendFlag("--force-conflicts", settings.ForceConflicts)
            .AppendManifests(settings),

        // Exit code 1 means that something differs, and then there is output to show it. Errors have a higher one.
        (exitCode, output) => exitCode == 0 || (exitCode == 1 && output.Count > 0));

    /// <summary>Tells the versions of client and server.</summary>
    /// <returns>The lines of the answer.</returns>
    public static IEnumerable<string> KubectlVersionWithResult(this ICakeContext context, KubectlVersionSettings settings) => Run(
        context, "version", settings, arguments => arguments
            .AppendOption("--output", settings.Output));

    /// <summary>Asks whether the user of the context may do something.</summary>
    /// <returns><c>yes</c>, or <c>no</c> with a reason behind it or without.</returns>
    public static IEnumerable<string> KubectlAuthCanIWithResult(this ICakeContext context, KubectlAuthCanISettings settings) => Run(
        context,
        "auth can-i",
        settings,
        arguments => arguments
            .AppendRequired(settings.Verb)
            .AppendRequired(settings.Resource)
            .AppendOption("--subresource", settings.Subresource)
            .AppendFlag("--all-namespaces", settings.AllNamespaces),

        // Exit code 1 is both the answer "no" and an error.
        (_, output) => output is [var answer] && (answer == "yes" || answer.Split(' ')[0] == "no"));

    /// <summary>Starts to forward a local port and returns once it listens. The published package's command waits for its end.</summary>
    /// <exception cref="ToolFailedException">It ended before it listened, or took too long to.</exception>
    public static PortForward KubectlStartPortForward(this ICakeContext context, KubectlPortForwardSettings settings) =>
        KubectlPortForwarder.Start(context, settings);

    private static IReadOnlyList<string> Run<TSettings>(
        ICakeContext context,
        string verb,
        TSettings settings,
        Action<ProcessArgumentBuilder> append,
        Func<int, IReadOnlyList<string>, bool>? isSuccess = null)
        where TSettings : AutoToolSettings =>
        new KubectlTool<TSettings>(context, verb).Run(settings, append, isSuccess);
}
