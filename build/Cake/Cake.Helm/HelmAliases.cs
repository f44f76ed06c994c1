using System.Globalization;
using Cake.CommandLine;
using Cake.Core;
using Cake.Core.IO;

namespace Cake.Helm;

/// <summary>
/// The helm commands that this build uses, for helm 3 and 4. A failure has helm's own reason (<see cref="ToolFailedException"/>).
/// </summary>
public static class HelmAliases
{
    /// <summary>Makes a chart repository known.</summary>
    public static void HelmRepoAdd(this ICakeContext context, HelmRepoAddSettings settings) => Run(
        context, "repo add", settings, arguments => arguments
            .AppendRequired(settings.Name)
            .AppendRequired(settings.Url)
            .AppendFlag("--force-update", settings.ForceUpdate));

    /// <summary>Upgrades a release, or installs it. Helm makes a new revision even when nothing changes.</summary>
    /// <returns>Helm's answer, which may show secrets: not for a log.</returns>
    public static string HelmUpgrade(this ICakeContext context, HelmUpgradeSettings settings) => Run(
        context, "upgrade", settings, arguments => arguments
            .AppendFlag("--install", settings.Install)
            .AppendChart(settings)
            .AppendFlag("--create-namespace", settings.CreateNamespace)
            .AppendFlag("--wait", settings.Wait)
            .AppendFlag(settings.MajorVersion < 4 ? "--atomic" : "--rollback-on-failure", settings.RollbackOnFailure)
            .AppendOption("--timeout", settings.Timeout));

    /// <summary>Tells the state of a release.</summary>
    /// <returns>Helm's answer. As JSON it holds values and manifests, secrets among them: not for a log.</returns>
    /// <exception cref="ToolFailedException">There is no such release.</exception>
    public static string HelmStatus(this ICakeContext context, HelmStatusSettings settings) => Run(
        context, "status", settings, arguments => arguments
            .AppendRequired(settings.Release)
            .AppendOption("--output", settings.Output));

    /// <summary>Lists the revisions of a release.</summary>
    public static string HelmHistory(this ICakeContext context, HelmHistorySettings settings) => Run(
        context, "history", settings, arguments => arguments
            .AppendRequired(settings.Release)
            .AppendOption("--max", settings.Max)
            .AppendOption("--output", settings.Output));

    /// <summary>Puts a release back to an earlier revision; this also frees one that a killed helm left pending.</summary>
    public static void HelmRollback(this ICakeContext context, HelmRollbackSettings settings) => Run(
        context, "rollback", settings, arguments => arguments
            .AppendRequired(settings.Release)
            .AppendValues(settings.Revision is { } revision ? [revision.ToString(CultureInfo.InvariantCulture)] : [])
            .AppendFlag("--wait", settings.Wait)
            .AppendOption("--timeout", settings.Timeout));

    /// <summary>Removes a release.</summary>
    public static void HelmUninstall(this ICakeContext context, HelmUninstallSettings settings) => Run(
        context, "uninstall", settings, arguments => arguments
            .AppendRequired(settings.Release)
            .AppendFlag("--ignore-not-found", settings.IgnoreNotFound)
            .AppendFlag("--wait", settings.Wait)
            .AppendOption("--timeout", settings.Timeout));

    /// <summary>Renders a chart without a cluster.</summary>
    /// <returns>The manifests.</returns>
    public static string HelmTemplate(this ICakeContext context, HelmTemplateSettings settings) => Run(
        context, "template", settings, arguments => arguments
            .AppendChart(settings)
            .AppendFlag("--include-crds", settings.IncludeCrds));

    /// <summary>Lists releases.</summary>
    public static string HelmList(this ICakeContext context, HelmListSettings settings) => Run(
        context, "list", settings, arguments => arguments
            .AppendFlag("--all", settings.MajorVersion < 4)
            .AppendFlag("--all-namespaces", settings.AllNamespaces)
            .AppendOption("--output", settings.Output));

    /// <summary>Tells the version of helm.</summary>
    /// <returns>Such as <c>v4.1.4</c>.</returns>
    public static string HelmVersion(this ICakeContext context, HelmVersionSettings settings) => Run(
        context, "version", settings, arguments => arguments
            .AppendOption("--template", "{{.Version}}"));

    private static string Run<TSettings>(
        ICakeContext context, string verb, TSettings settings, Action<ProcessArgumentBuilder> append)
        where TSettings : HelmSettings =>
        string.Join('\n', new HelmTool<TSettings>(context, verb).Run(settings, append));
}
