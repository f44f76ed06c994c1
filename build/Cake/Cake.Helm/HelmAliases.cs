using Cake.CommandLine;
using Cake.Core;

namespace Cake.Helm;

/// <summary>
/// The helm commands that this build uses, for helm 3 and 4. A failure has helm's own reason (<see cref="ToolFailedException"/>).
/// </summary>
public static class HelmAliases
{
    /// <summary>Makes a chart repository known.</summary>
    public static void HelmRepoAdd(this ICakeContext context, HelmRepoAddSettings settings) =>
        new HelmRepositoryAdder(context).Add(settings);

    /// <summary>Upgrades a release, or installs it. Helm makes a new revision even when nothing changes.</summary>
    /// <returns>Helm's answer, which may show secrets: not for a log.</returns>
    public static string HelmUpgrade(this ICakeContext context, HelmUpgradeSettings settings) =>
        Text(new HelmUpgrader(context).Upgrade(settings));

    /// <summary>Tells the state of a release.</summary>
    /// <returns>Helm's answer. As JSON it holds values and manifests, secrets among them: not for a log.</returns>
    /// <exception cref="ToolFailedException">There is no such release.</exception>
    public static string HelmStatus(this ICakeContext context, HelmStatusSettings settings) =>
        Text(new HelmStatusReader(context).Read(settings));

    /// <summary>Lists the revisions of a release.</summary>
    public static string HelmHistory(this ICakeContext context, HelmHistorySettings settings) =>
        Text(new HelmHistoryReader(context).Read(settings));

    /// <summary>Puts a release back to an earlier revision; this also frees one that a killed helm left pending.</summary>
    public static void HelmRollback(this ICakeContext context, HelmRollbackSettings settings) =>
        new HelmRollbacker(context).RollBack(settings);

    /// <summary>Removes a release.</summary>
    public static void HelmUninstall(this ICakeContext context, HelmUninstallSettings settings) =>
        new HelmUninstaller(context).Uninstall(settings);

    /// <summary>Renders a chart without a cluster.</summary>
    /// <returns>The manifests.</returns>
    public static string HelmTemplate(this ICakeContext context, HelmTemplateSettings settings) =>
        Text(new HelmTemplater(context).Render(settings));

    /// <summary>Lists releases.</summary>
    public static string HelmList(this ICakeContext context, HelmListSettings settings) =>
        Text(new HelmLister(context).List(settings));

    /// <summary>Tells the version of helm.</summary>
    /// <returns>Such as <c>v4.1.4</c>.</returns>
    public static string HelmVersion(this ICakeContext context, HelmVersionSettings settings) =>
        Text(new HelmVersionReader(context).Read(settings));

    private static string Text(IReadOnlyList<string> lines) => string.Join('\n', lines);
}
