using System.Text;
using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Programs;

/// <summary>
/// Takes secrets out of text that leaves this computer: those that the build knows by their variables, and what looks like one to whoever
/// knows the usual forms.
/// </summary>
/// <param name="named">The variables whose names the settings file chooses.</param>
/// <param name="variable">Gives a variable's value; null when it is not set.</param>
public sealed class Redaction(IEnumerable<string> named, Func<string, string?> variable)
{
    /// <summary>At the marks between the documents of a stream of YAML, which stay with what follows them.</summary>
    private static readonly Regex Documents = new(@"\n(?=---\s*(?:\n|$))");
    private static readonly Regex SecretKind = new(@"^kind:[ \t]*[""']?Secret[""']?[ \t]*$", RegexOptions.Multiline);
    private static readonly Regex NestedSecret = new(@"\bkind[""']?[ \t]*:[ \t]*[""']?Secret\b(?!\w)[""']?[ \t]*(?:[,}\r\n]|$)");
    private static readonly Regex DataKey = new(@"^[""']?(?:data|stringData)[""']?:");
    private static readonly Regex DataEntry = new(@"^(?<key>  ?[""']?[-._a-zA-Z0-9]+[""']?):(?: |$)");
    private static readonly Regex LastApplied = new(@"kubectl\.kubernetes\.io/last-applied-configuration[""']?:");
    private static readonly Regex PrivateKey = new(
        @"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|\z)", RegexOptions.Singleline);
    private static readonly Regex Header = new(
        @"(\b(?:(?:proxy-)?authorization|(?:set-)?cookie|private-token|x-[a-z-]{0,30}(?:key|token))[""']?[ \t]*[:=][ \t]*[""']?)"
            + @"[^""'\r\n]+",
        RegexOptions.IgnoreCase);
    private static readonly Regex Scheme = new(@"\b(Bearer|Basic)[ \t]+[A-Za-z0-9._~+/=-]{16,}", RegexOptions.IgnoreCase);
    private static readonly Regex UserInformation = new(@"(?<=://)[^/\s@""'<>]{1,200}@");

    /// <summary>A JSON Web Token, and what forges, Slack and clouds begin theirs with.</summary>
    private static readonly Regex Token = new(
        @"\b(?:eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"
            + @"|(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|AKIA)[A-Za-z0-9_-]{10,})");

    /// <summary>A variable of a container whose name says what it is, in YAML and in JSON.</summary>
    private static readonly Regex VariableOfPod = new(
        @"(\bname" + Is + @"[""']?[\w.-]{0,64}(?:password|passwd|token|secret|key|credential)[\w.-]{0,64}[""']?[ \t]*(?:,|\r?\n)"
            + @"[ \t]*[""']?value" + Is + ")(?:" + Quoted + @"|[^\r\n,}]+)",
        RegexOptions.IgnoreCase);

    /// <summary>
    /// A key that says that its value is a secret. Those of Kubernetes that only name one, or turn one off, are none.
    /// </summary>
    private static readonly Regex Assignment = new(
        @"(\b(?!secretName\b|secretKeyRef\b|secretRef\b|automountServiceAccountToken\b|serviceAccountToken\b|imagePullSecrets\b)"
            + @"[\w.-]{0,64}(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|credential)s?" + Is + ")"
            + "(?:" + Quoted + @"|(?!true\b|false\b|null\b|[\[{|>\\])[^\s,;}&""'\\]+)",
        RegexOptions.IgnoreCase);

    private const string Hidden = "***";

    /// <summary>A value in quotes, which may be those of JSON within JSON.</summary>
    private const string Quoted = @"(?<quote>\\?[""'])(?:(?!\k<quote>)(?:\\.|[^\\\r\n]))*\k<quote>";

    /// <summary>What may stand between a key and its value.</summary>
    private const string Is = @"(?:\\?[""'])?[ \t]*[:=][ \t]*";

    /// <summary>A shorter value is no secret, and stands in many words. So does the name of a user.</summary>
    private const int ShortestSecret = 4;

    private readonly Lazy<IReadOnlyList<string>> _known = new(() =>
    [
        .. SecretVariables.Names.Where(name => !name.EndsWith("_USERNAME", StringComparison.Ordinal))
            .Concat(named)
            .Select(variable)
            .OfType<string>()
            .Where(value => value.Length >= ShortestSecret)
            .SelectMany(Forms)
            .Distinct()
            .OrderByDescending(value => value.Length),
    ]);

    /// <summary>The text without the values of known variables, wherever somebody has sent one back.</summary>
    public string WithoutKnown(string text) =>
        _known.Value.Aggregate(text, (shown, secret) => shown.Replace(secret, Hidden, StringComparison.Ordinal));

    /// <summary>The text without anything that is, or looks like, a secret.</summary>
    public string Of(string text)
    {
        var shown = WithoutKnown(WithoutSecretManifests(text));
        shown = PrivateKey.Replace(shown, Hidden);
        shown = Header.Replace(shown, $"$1{Hidden}");
        shown = Scheme.Replace(shown, $"$1 {Hidden}");
        shown = UserInformation.Replace(shown, $"{Hidden}@");
        shown = Token.Replace(shown, Hidden);
        shown = VariableOfPod.Replace(shown, $"$1${{quote}}{Hidden}${{quote}}");
        return Assignment.Replace(shown, $"$1${{quote}}{Hidden}${{quote}}");
    }

    /// <summary>As it is, as it stands in a URL, and as a Secret or a header has it.</summary>
    private static IEnumerable<string> Forms(string value) =>
        [value, Uri.EscapeDataString(value), Convert.ToBase64String(Encoding.UTF8.GetBytes(value))];

    /// <summary>Of a manifest that is a Secret the keys stay; of one that holds a Secret, or says so in JSON, nothing does.</summary>
    public static string WithoutSecretManifests(string text) =>
        !text.Contains("Secret", StringComparison.Ordinal)
            ? text
            : string.Join('\n', Documents.Split(text).Select(document =>
                SecretKind.IsMatch(document) ? string.Join('\n', WithoutValues(document))
                : NestedSecret.IsMatch(document) ? "# left out: it holds a Secret"
                : document));

    private static IEnumerable<string> WithoutValues(string document)
    {
        var isData = false;
        foreach (var line in document.Split('\n'))
        {
            var indent = line.Length - line.TrimStart().Length;
            if (indent == 0 && line.Length > 0)
            {
                isData = DataKey.IsMatch(line);
                yield return isData ? $"{line[..line.IndexOf(':', StringComparison.Ordinal)]}:" : line;
            }
            else if (LastApplied.IsMatch(line))
            {
                yield return $"{line[..line.IndexOf(':', StringComparison.Ordinal)]}: {Hidden}";
            }
            else if (!isData)
            {
                yield return line;
            }
            else if (DataEntry.Match(line) is { Success: true } entry)
            {
                yield return $"{entry.Groups["key"].Value}: {Hidden}";
            }
        }
    }
}
