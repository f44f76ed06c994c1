using Cake.CommandLine;
using Cake.Core;
using Cake.Core.IO;

namespace Cake.Kubectl;

/// <summary>Runs a kubectl command: it names the cluster and the namespace.</summary>
internal sealed class KubectlTool<TSettings>(ICakeContext context, string verb) : CommandLineTool<TSettings>(context, verb)
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
