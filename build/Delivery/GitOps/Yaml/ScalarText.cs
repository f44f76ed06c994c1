using System.Text.RegularExpressions;
using YamlDotNet.Core;

namespace GitOpsDemo.Delivery.GitOps.Yaml;

/// <summary>How the parts of an image reference are written as YAML scalars. Their alphabet has nothing that would need escaping.</summary>
internal static partial class ScalarText
{
    /// <summary>Writes a value in the style of the scalar whose place it takes.</summary>
    public static string Write(string value, ScalarStyle style) => style switch
    {
        ScalarStyle.SingleQuoted => $"'{value}'",
        ScalarStyle.Plain when !NeedsQuotes(value) => value,
        _ => $"\"{value}\"",
    };

    /// <summary>
    /// Whether some reader takes the plain value for something else than text: <c>1.10</c> is the number 1.1, <c>1234567</c> (a short
    /// commit id) an integer, <c>12e3456</c> infinity, <c>2026-11-22</c> a date, <c>on</c> a truth value.
    /// Errs on the side of quotes: readers differ (kustomize reads as YAML 1.1 does).
    /// </summary>
    public static bool NeedsQuotes(string value) => value.Length == 0 || NotText().IsMatch(value);

    [GeneratedRegex(
        @"\A([-+.]?[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]*)?"
        + @"|0[xX][0-9a-fA-F_]*|0[oO][0-7_]*|0[bB][01_]*"
        + @"|[-+]?[0-9][0-9_]*(:[0-9_]+)+(\.[0-9_]*)?"
        + @"|[0-9]{4}-[0-9]{1,2}(-.*)?"
        + @"|_[0-9_]*"
        + @"|~|null|true|false|yes|no|on|off|y|n|[-+]?\.?inf|\.?nan)\z",
        RegexOptions.IgnoreCase)]
    private static partial Regex NotText();
}
