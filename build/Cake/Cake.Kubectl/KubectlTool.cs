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
