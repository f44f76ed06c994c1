using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Processes;

namespace GitOpsDemo.Delivery.Doctor;

/// <summary>git, which versions come from and commits go through.</summary>
public sealed partial class GitRequirement(ICommandRunner runner) : IRequirement
{
    private const string Remedy = "install git from your distribution, or from https://git-scm.com/downloads";

    /// <summary>The first with <c>git sparse-checkout</c> and partial clones as the bump uses them.</summary>
    private static readonly Version Oldest = new(2, 27);

    /// <inheritdoc/>
    public string Name => "git";

    /// <inheritdoc/>
    public string Needs => $"{Oldest} or newer";

    /// <inheritdoc/>
    public async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        var answer = (await runner.RunAsync(new Command("git", "--version") { Hint = Remedy }, cancellationToken)).Output.Trim();
        return Number().Match(answer) is { Success: true } match && Version.Parse(match.Value) >= Oldest
            ? match.Value
            : throw new DeliveryException("git does not serve", $"found {answer}", Remedy);
    }

    [GeneratedRegex(@"\d+\.\d+(\.\d+)?")]
    private static partial Regex Number();
}
