using Cake.CommandLine;
using Cake.Core;

namespace Cake.Helm;

/// <summary>Runs <c>helm list</c>.</summary>
internal sealed class HelmLister(ICakeContext context) : HelmTool<HelmListSettings>(context, "list")
{
    public IReadOnlyList<string> List(HelmListSettings settings) =>
        Run(settings, arguments => arguments
            .AppendFlag("--all", settings.MajorVersion < 4)
            .AppendFlag("--all-namespaces", settings.AllNamespaces)
            .AppendOption("--output", settings.Output));
}
