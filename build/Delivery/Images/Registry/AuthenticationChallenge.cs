using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Images.Registry;

/// <summary>What a registry asks for in <c>WWW-Authenticate</c> (RFC 9110, section 11.6.1; Distribution's token specification).</summary>
/// <param name="IsBearer">A token from <paramref name="Realm"/> is asked for; else a name and password.</param>
/// <param name="Realm">Where to get the token.</param>
/// <param name="Service">For whom the token is.</param>
/// <param name="Scope">What the token is to permit.</param>
internal sealed partial record AuthenticationChallenge(bool IsBearer, string? Realm, string? Service, string? Scope)
{
    /// <summary>Reads the challenges of a response; a token is preferred. Null when there is none that we know.</summary>
    public static AuthenticationChallenge? Read(HttpHeaderValueCollection<AuthenticationHeaderValue> challenges) =>
        challenges
            .Select(Read)
            .OfType<AuthenticationChallenge>()
            .OrderByDescending(challenge => challenge.IsBearer)
            .FirstOrDefault();

    private static AuthenticationChallenge? Read(AuthenticationHeaderValue challenge)
    {
        if (challenge.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
        {
            return new AuthenticationChallenge(false, null, null, null);
        }

        if (!challenge.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var parameters = Parameter().Matches(challenge.Parameter ?? "")
            .GroupBy(match => match.Groups["name"].Value, match => match.Groups["value"].Value, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.OrdinalIgnoreCase);
        return new AuthenticationChallenge(
            true,
            parameters.GetValueOrDefault("realm"),
            parameters.GetValueOrDefault("service"),
            parameters.GetValueOrDefault("scope"));
    }

    [GeneratedRegex("""(?<name>[a-zA-Z]+)\s*=\s*"(?<value>[^"\\]*)"|(?<name>[a-zA-Z]+)\s*=\s*(?<value>[^\s",]+)""")]
    private static partial Regex Parameter();
}
