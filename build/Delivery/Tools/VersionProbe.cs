using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Processes;

namespace GitOpsDemo.Delivery.Tools;

/// <summary>Asks programs for their version, each one once.</summary>
internal sealed partial class VersionProbe(ICommandRunner runner, IDeliveryLog log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, Version> _known = new();

    /// <summary>The version that the program prints; null when it does not run or prints none.</summary>
    public async Task<Version?> AskAsync(string path, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(path, out var known))
        {
            return known;
        }

        try
        {
            var result = await runner.RunAsync(new Command(path, arguments) { Timeout = Patience }, cancellationToken);
            return Parse(result.Output + result.Error, path) is { } version ? _known.GetOrAdd(path, version) : null;
        }
        catch (DeliveryException exception)
        {
            log.Detail($"{path} does not say its version: {exception.Why}");
            return null;
        }
    }

    /// <summary>Forgets what a program said, because its file is replaced.</summary>
    public void Forget(string path) => _known.TryRemove(path, out _);

    /// <summary>
    /// The first version in a program's output. Some print their own path first, and a folder's name can look like a version.
    /// </summary>
    internal static Version? Parse(string output, string path) =>
        Dotted().Match(output.Replace(path, "", StringComparison.Ordinal)) is { Success: true } match
            ? Version.Parse(match.Groups[1].Value)
            : null;

    [GeneratedRegex(@"(?<![\w.])v?([0-9]{1,9}\.[0-9]{1,9}(?:\.[0-9]{1,9})?)")]
    private static partial Regex Dotted();
}
