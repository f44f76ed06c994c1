using Cake.CommandLine;
using Cake.Core;

namespace Cake.Kubectl;

/// <summary>Runs <c>kubectl auth can-i</c>.</summary>
internal sealed class KubectlAuthorizer(ICakeContext context) : KubectlTool<KubectlAuthCanISettings>(context, "auth can-i")
{
    public bool CanI(KubectlAuthCanISettings settings) =>
        SaysYes(Run(settings, arguments => arguments
            .AppendRequired(settings.Verb)
            .AppendRequired(settings.Resource)
            .AppendOption("--subresource", settings.Subresource)
            .AppendFlag("--all-namespaces", settings.AllNamespaces)));

    /// <summary>Exit code 1 is both the answer "no" and an error.</summary>
    protected override bool IsSuccess(int exitCode, IReadOnlyList<string> output) => SaysYes(output) || SaysNo(output);

    private static bool SaysYes(IReadOnlyList<string> output) => output is ["yes"];

    /// <summary>The answer can have its reason behind it: <c>no - …</c>.</summary>
    private static bool SaysNo(IReadOnlyList<string> output) => output is [var answer] && answer.Split(' ')[0] == "no";
}
