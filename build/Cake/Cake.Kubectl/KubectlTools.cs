using Cake.CommandLine;
using Cake.Core;
using Cake.Core.IO;

namespace Cake.Kubectl;

/// <summary>The base of every kubectl command: it names the cluster and the namespace.</summary>
internal abstract class KubectlTool<TSettings>(ICakeContext context, string verb) : CommandLineTool<TSettings>(context, verb)
    where TSettings : AutoToolSettings
{
    /// <inheritdoc/>
    protected override string GetToolName() => "kubectl";

    /// <inheritdoc/>
    protected override IEnumerable<string> GetToolExecutableNames() => ["kubectl", "kubectl.exe"];

    /// <inheritdoc/>
    protected override void AppendCommonArguments(ProcessArgumentBuilder arguments, TSettings settings) => arguments
        .AppendOption("--context", settings.Context)
        .AppendOption("--namespace", settings.Namespace);
}

/// <summary>Where manifests come from.</summary>
internal static class ManifestArguments
{
    /// <summary>Appends that they come on the standard input.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static ProcessArgumentBuilder AppendManifests(this ProcessArgumentBuilder arguments, AutoToolSettings settings)
    {
        ArgumentException.ThrowIfNullOrEmpty(settings.StandardInput);
        return arguments.Append("--filename").Append("-");
    }
}

/// <summary>Runs <c>kubectl annotate</c>.</summary>
internal sealed class KubectlAnnotator(ICakeContext context) : KubectlTool<KubectlAnnotateSettings>(context, "annotate")
{
    public IReadOnlyList<string> Annotate(KubectlAnnotateSettings settings) =>
        Run(settings, arguments => arguments
            .AppendRequired(settings.Resources)
            .AppendRequired(settings.Annotations)
            .AppendFlag("--overwrite", settings.Overwrite));
}

/// <summary>Runs <c>kubectl apply</c>.</summary>
internal sealed class KubectlApplier(ICakeContext context) : KubectlTool<KubectlApplySettings>(context, "apply")
{
    public IReadOnlyList<string> Apply(KubectlApplySettings settings) =>
        Run(settings, arguments => arguments
            .AppendFlag("--server-side", settings.ServerSide)
            .AppendFlag($"--dry-run={settings.DryRun}", settings.DryRun is not null)
            .AppendFlag($"--validate={settings.Validate}", settings.Validate is not null)
            .AppendOption("--field-manager", settings.FieldManager)
            .AppendFlag("--force-conflicts", settings.ForceConflicts)
            .AppendManifests(settings));
}

/// <summary>Runs <c>kubectl auth can-i</c>.</summary>
internal sealed class KubectlAuthorizer(ICakeContext context) : KubectlTool<KubectlAuthCanISettings>(context, "auth can-i")
{
    public IReadOnlyList<string> Ask(KubectlAuthCanISettings settings) =>
        Run(settings, arguments => arguments
            .AppendRequired(settings.Verb)
            .AppendRequired(settings.Resource)
            .AppendOption("--subresource", settings.Subresource)
            .AppendFlag("--all-namespaces", settings.AllNamespaces));

    /// <summary>Exit code 1 is both the answer "no" and an error.</summary>
    protected override bool IsSuccess(int exitCode, IReadOnlyList<string> output) =>
        output is [var answer] && (answer == "yes" || answer.Split(' ')[0] == "no");
}

/// <summary>Runs <c>kubectl create</c>.</summary>
internal sealed class KubectlCreator(ICakeContext context) : KubectlTool<KubectlCreateSettings>(context, "create")
{
    public IReadOnlyList<string> Create(KubectlCreateSettings settings) =>
        Run(settings, arguments => arguments
            .AppendOption("--field-manager", settings.FieldManager)
            .AppendManifests(settings));
}

/// <summary>Runs <c>kubectl diff</c>.</summary>
internal sealed class KubectlDiffer(ICakeContext context) : KubectlTool<KubectlDiffSettings>(context, "diff")
{
    public IReadOnlyList<string> Diff(KubectlDiffSettings settings) =>
        Run(settings, arguments => arguments
            .AppendFlag("--server-side", settings.ServerSide)
            .AppendOption("--field-manager", settings.FieldManager)
            .AppendFlag("--force-conflicts", settings.ForceConflicts)
            .AppendManifests(settings));

    /// <summary>Exit code 1 means that something differs, and then there is output to show it. Errors have a higher one.</summary>
    protected override bool IsSuccess(int exitCode, IReadOnlyList<string> output) => exitCode == 0 || (exitCode == 1 && output.Count > 0);
}

/// <summary>Runs <c>kubectl get</c>.</summary>
internal sealed class KubectlGetter(ICakeContext context) : KubectlTool<KubectlGetSettings>(context, "get")
{
    public IReadOnlyList<string> Get(KubectlGetSettings settings) =>
        Run(settings, arguments => arguments
            .AppendRequired(settings.Resources)
            .AppendFlag("--all-namespaces", settings.AllNamespaces)
            .AppendOption("--selector", settings.Selector)
            .AppendFlag("--ignore-not-found", settings.IgnoreNotFound)
            .AppendFlag("--show-managed-fields", settings.ShowManagedFields)
            .AppendOption("--output", settings.Output));
}

/// <summary>Runs <c>kubectl logs</c>.</summary>
internal sealed class KubectlLogReader(ICakeContext context) : KubectlTool<KubectlLogsSettings>(context, "logs")
{
    public IReadOnlyList<string> Read(KubectlLogsSettings settings) =>
        Run(settings, arguments => arguments
            .AppendRequired(settings.Resource)
            .AppendOption("--container", settings.Container)
            .AppendFlag("--follow", settings.Follow)
            .AppendOption("--since-time", settings.SinceTime)
            .AppendOption("--tail", settings.Tail)
            .AppendFlag("--timestamps", settings.Timestamps));
}

/// <summary>Runs <c>kubectl patch</c>.</summary>
internal sealed class KubectlPatcher(ICakeContext context) : KubectlTool<KubectlPatchSettings>(context, "patch")
{
    public IReadOnlyList<string> Patch(KubectlPatchSettings settings) =>
        Run(settings, arguments => arguments
            .AppendRequired(settings.Resources)
            .AppendOption("--subresource", settings.Subresource)
            .AppendOption("--type", settings.Type)
            .Append("--patch")
            .AppendRequired(settings.Patch));
}

/// <summary>Runs <c>kubectl scale</c>.</summary>
internal sealed class KubectlScaler(ICakeContext context) : KubectlTool<KubectlScaleSettings>(context, "scale")
{
    public IReadOnlyList<string> Scale(KubectlScaleSettings settings) =>
        Run(settings, arguments => arguments
            .AppendRequired(settings.Resources)
            .Append("--replicas")
            .AppendRequired(settings.Replicas));
}

/// <summary>Runs <c>kubectl version</c>.</summary>
internal sealed class KubectlVersionReader(ICakeContext context) : KubectlTool<KubectlVersionSettings>(context, "version")
{
    public IReadOnlyList<string> Read(KubectlVersionSettings settings) =>
        Run(settings, arguments => arguments
            .AppendOption("--output", settings.Output));
}
