using Cake.CommandLine;
using Cake.Core;

namespace Cake.Kubectl;

/// <summary>Runs <c>kubectl logs</c>.</summary>
internal sealed class KubectlLogReader(ICakeContext context) : KubectlTool<KubectlLogsSettings>(context, "logs")
{
    public IReadOnlyList<string> Read(KubectlLogsSettings settings) =>
        Run(settings, arguments => arguments
            .AppendRequired(settings.Resource)
            .AppendOption("--container", settings.Container)
            .AppendOption("--tail", settings.Tail));
}
