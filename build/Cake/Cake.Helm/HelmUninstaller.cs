using Cake.CommandLine;
using Cake.Core;

namespace Cake.Helm;

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
