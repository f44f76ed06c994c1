using Cake.CommandLine;
using Cake.Core.IO;

namespace Cake.Helm;

/// <summary>The arguments that every command on a chart has.</summary>
internal static class HelmChartArguments
{
    public static ProcessArgumentBuilder AppendChart(this ProcessArgumentBuilder arguments, HelmChartSettings settings) => arguments
        .AppendRequired(settings.Release)
        .AppendRequired(settings.Chart)
        .AppendOption("--version", settings.Version)
        .AppendOptions("--values", settings.Values);
}
