using Cake.CommandLine;
using Cake.Core;

namespace Cake.Helm;

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
