using System.Globalization;
using Cake.CommandLine;
using Cake.Core;

namespace Cake.Helm;

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
