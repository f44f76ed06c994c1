using Cake.CommandLine;
using Cake.Core;

namespace Cake.Kubectl;

/// <summary>Runs <c>kubectl get</c>.</summary>
internal sealed class KubectlGetter(ICakeContext context) : KubectlTool<KubectlGetSettings>(context, "get")
{
    public IReadOnlyList<string> Get(KubectlGetSettings settings) =>
        Run(settings, arguments => arguments
            .AppendRequired(settings.Resources)
            .AppendFlag("--all-namespaces", settings.AllNamespaces)
            .AppendOption("--selector", settings.Selector)
            .AppendFlag("--ignore-not-found", settings.IgnoreNotFound)
            .AppendFlag("--show-managed-fields", settings.ShowManagedFields)
            .AppendOption("--output", settings.Output));
}
