using System.Globalization;
using Cake.CommandLine;
using Cake.Core;
using Cake.Core.IO;

namespace Cake.Helm;

/// <summary>The base of every helm command: it names the cluster and the namespace.</summary>
internal abstract class HelmTool<TSettings>(ICakeContext context, string verb) : CommandLineTool<TSettings>(context, verb)
    where TSettings : HelmSettings
{
    /// <inheritdoc/>
    protected override string GetToolName() => "helm";

    /// <inheritdoc/>
    protected override IEnumerable<string> GetToolExecutableNames() => ["helm", "helm.exe"];

    /// <inheritdoc/>
    protected override void AppendCommonArguments(ProcessArgumentBuilder arguments, TSettings settings) => arguments
        .AppendOption("--kube-context", settings.KubeContext)
        .AppendOption("--namespace", settings.Namespace);
}

/// <summary>The arguments that every command on a chart has.</summary>
internal static class HelmChartArguments
{
    public static ProcessArgumentBuilder AppendChart(this ProcessArgumentBuilder arguments, HelmChartSettings settings) => arguments
        .AppendRequired(settings.Release)
        .AppendRequired(settings.Chart)
        .AppendOption("--version", settings.Version)
        .AppendOptions("--values", settings.Values);
}

/// <summary>Times as helm reads them.</summary>
internal static class TimeArguments
{
    /// <summary>An option with a time, in whole seconds, such as <c>--timeout 300s</c>.</summary>
    public static ProcessArgumentBuilder AppendOption(this ProcessArgumentBuilder arguments, string option, TimeSpan? value) =>
        arguments.AppendOption(option, value?.TotalSeconds.ToString("0's'", CultureInfo.InvariantCulture));
}

/// <summary>Runs <c>helm history</c>.</summary>
internal sealed class HelmHistoryReader(ICakeContext context) : HelmTool<HelmHistorySettings>(context, "history")
{
    public IReadOnlyList<string> Read(HelmHistorySettings settings) =>
        Run(settings, arguments => arguments
            .AppendRequired(settings.Release)
            .AppendOption("--max", settings.Max)
            .AppendOption("--output", settings.Output));
}

/// <summary>Runs <c>helm list</c>.</summary>
internal sealed class HelmLister(ICakeContext context) : HelmTool<HelmListSettings>(context, "list")
{
    public IReadOnlyList<string> List(HelmListSettings settings) =>
        Run(settings, arguments => arguments
            .AppendFlag("--all", settings.MajorVersion < 4)
            .AppendFlag("--all-namespaces", settings.AllNamespaces)
            .AppendOption("--output", settings.Output));
}

/// <summary>Runs <c>helm repo add</c>.</summary>
internal sealed class HelmRepositoryAdder(ICakeContext context) : HelmTool<HelmRepoAddSettings>(context, "repo add")
{
    public IReadOnlyList<string> Add(HelmRepoAddSettings settings) =>
        Run(settings, arguments => arguments
            .AppendRequired(settings.Name)
            .AppendRequired(settings.Url)
            .AppendFlag("--force-update", settings.ForceUpdate));
}

/// <summary>Runs <c>helm rollback</c>.</summary>
internal sealed class HelmRollbacker(ICakeContext context) : HelmTool<HelmRollbackSettings>(context, "rollback")
{
    public IReadOnlyList<string> RollBack(HelmRollbackSettings settings) =>
        Run(settings, arguments => arguments
            .AppendRequired(settings.Release)
            .AppendValues(settings.Revision is { } revision ? [revision.ToString(CultureInfo.InvariantCulture)] : [])
            .AppendFlag("--wait", settings.Wait)
            .AppendOption("--timeout", settings.Timeout));
}

/// <summary>Runs <c>helm status</c>.</summary>
internal sealed class HelmStatusReader(ICakeContext context) : HelmTool<HelmStatusSettings>(context, "status")
{
    public IReadOnlyList<string> Read(HelmStatusSettings settings) =>
        Run(settings, arguments => arguments
            .AppendRequired(settings.Release)
            .AppendOption("--output", settings.Output));
}

/// <summary>Runs <c>helm template</c>.</summary>
internal sealed class HelmTemplater(ICakeContext context) : HelmTool<HelmTemplateSettings>(context, "template")
{
    public IReadOnlyList<string> Render(HelmTemplateSettings settings) =>
        Run(settings, arguments => arguments
            .AppendChart(settings)
            .AppendFlag("--include-crds", settings.IncludeCrds));
}

/// <summary>Runs <c>helm uninstall</c>.</summary>
internal sealed class HelmUninstaller(ICakeContext context) : HelmTool<HelmUninstallSettings>(context, "uninstall")
{
    public IReadOnlyList<string> Uninstall(HelmUninstallSettings settings) =>
        Run(settings, arguments => arguments
            .AppendRequired(settings.Release)
            .AppendFlag("--ignore-not-found", settings.IgnoreNotFound)
            .AppendFlag("--wait", settings.Wait)
            .AppendOption("--timeout", settings.Timeout));
}

/// <summary>Runs <c>helm upgrade</c>.</summary>
internal sealed class HelmUpgrader(ICakeContext context) : HelmTool<HelmUpgradeSettings>(context, "upgrade")
{
    public IReadOnlyList<string> Upgrade(HelmUpgradeSettings settings) =>
        Run(settings, arguments => arguments
            .AppendFlag("--install", settings.Install)
            .AppendChart(settings)
            .AppendFlag("--create-namespace", settings.CreateNamespace)
            .AppendFlag("--wait", settings.Wait)
            .AppendFlag(settings.MajorVersion < 4 ? "--atomic" : "--rollback-on-failure", settings.RollbackOnFailure)
            .AppendOption("--timeout", settings.Timeout));
}

/// <summary>Runs <c>helm version</c>.</summary>
internal sealed class HelmVersionReader(ICakeContext context) : HelmTool<HelmVersionSettings>(context, "version")
{
    public IReadOnlyList<string> Read(HelmVersionSettings settings) =>
        Run(settings, arguments => arguments
            .AppendOption("--template", "{{.Version}}"));
}
