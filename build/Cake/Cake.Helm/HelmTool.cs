using System.Globalization;
using Cake.CommandLine;
using Cake.Core;
using Cake.Core.IO;

namespace Cake.Helm;

/// <summary>Runs a helm command: it names the cluster and the namespace.</summary>
internal sealed class HelmTool<TSettings>(ICakeContext context, string verb) : CommandLineTool<TSettings>(context, verb)
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
