using System.Globalization;
using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Manifests;

/// <summary>
/// Amounts of CPU and memory as Kubernetes writes them: <c>100m</c>, <c>192Mi</c>, <c>1.5Gi</c>, <c>2e3</c>
/// (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/).
/// </summary>
public static partial class Quantity
{
    private static readonly Dictionary<string, double> Suffixes = new (string Suffix, double Factor)[]
    {
        ("n", 1e-9), ("u", 1e-6), ("m", 1e-3), ("", 1),
        ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("P", 1e15), ("E", 1e18),
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40), ("Pi", 1L << 50), ("Ei", 1L << 60),
    }.ToDictionary();

    /// <summary>Reads an amount: bytes for memory, cores for CPU.</summary>
    /// <returns>Whether the text is one.</returns>
    public static bool TryParse(string text, out double amount)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            amount = 0;
            return false;
        }

        amount = double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) * Suffixes[match.Groups["suffix"].Value];
        return true;
    }

    [GeneratedRegex(@"
        ^(?:
            (?<number>[0-9]{1,18}(?:\.[0-9]{1,18})?[eE][+-]?[0-9]{1,2}) |
            (?<number>[0-9]{1,18}(?:\.[0-9]{1,18})?)(?<suffix>[numkMGTPE]|[KMGTPE]i)?
        )\z", RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Pattern();
}
