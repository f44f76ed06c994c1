using Cake.CommandLine;
using Cake.Core;

namespace Cake.Kubectl;

/// <summary>Runs <c>kubectl auth can-i</c>.</summary>
internal sealed class KubectlAuthorizer(ICakeContext context) : KubectlTool<KubectlAuthCanISettings>(context, "auth can-i")
{
    public IReadOnlyList<string> Ask(KubectlAuthCanISettings settings) =>
        Run(settings, arguments => arguments
            .AppendRequired(settings.Verb)
            .AppendRequired(settings.Resource)
            .AppendOption("--subresource", settings.Subresource)
            .AppendFlag("--all-namespaces", settings.AllNamespaces));

    /// <summary>Exit code 1 is both the answer "no" and an error.</summary>
    protected override bool IsSuccess(int exitCode, IReadOnlyList<string> output) =>
        output is [var answer] && (answer == "yes" || answer.Split(' ')[0] == "no");
}
