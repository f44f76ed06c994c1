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
