using System.Globalization;
using System.Text.RegularExpressions;

namespace GitOpsDemo.Lab.Replicas;

/// <summary>
/// Tells a process the ports that it has in the place of its container's: processes of one computer share its ports. The numbers are
/// changed where they are named, and nowhere else: in the lists and addresses that ASP.NET Core listens on, in addresses of this computer,
/// and in variables and options whose name says that they are a port.
/// </summary>
/// <param name="ports">By the container's port, the one on 127.0.0.1.</param>
internal sealed class PortRemapping(IReadOnlyDictionary<int, int> ports)
{
    private static readonly Regex Address = new(
        @"(?<=://)(?<host>\*|\+|localhost|0\.0\.0\.0|127\.0\.0\.1|\[::1?\]):(?<port>\d{1,5})(?!\d)");

    private const string Urls = "ASPNETCORE_URLS";
    private readonly HashSet<int> _mapped = [];

    /// <summary>The ports of the container that nothing named: its process can't know the other number.</summary>
    public IReadOnlyList<int> Unmapped => [.. ports.Keys.Except(_mapped).Order()];

    /// <summary>Changes the variables. What ASP.NET Core would listen on at every address, it does at 127.0.0.1.</summary>
    public Dictionary<string, string?> In(IReadOnlyDictionary<string, string> environment)
    {
        var listens = environment.Where(variable => IsUrls(variable.Key)).ToList();
        var lists = environment.Where(variable => SchemeOf(variable.Key) is not null).ToList();
        var result = environment.Except(lists).ToDictionary(
            variable => variable.Key, variable => (string?)Value(variable.Key, variable.Value));
        foreach (var (name, _) in lists)
        {
            result[name] = null;
        }

        // To ASP.NET Core addresses win over lists of ports, and its own variables over those of .NET.
        var asp = lists.Where(list => list.Key.StartsWith("ASPNETCORE_", StringComparison.Ordinal)).ToList();
        if (listens.Count == 0 && lists.Count > 0)
        {
            result[Urls] = string.Join(';', (asp.Count > 0 ? asp : lists).SelectMany(list => Addresses(SchemeOf(list.Key)!, list.Value)));
        }

        return result;
    }

    /// <summary>Changes arguments of a command line: <c>--urls=…</c>, <c>--port=…</c>, <c>--port …</c>.</summary>
    public string[] In(IReadOnlyList<string> arguments) =>
    [
        .. arguments.Select((argument, index) => argument.Split('=', 2) is [{ Length: > 0 } name, var value]
            ? $"{name}={Value(name, value)}"
            : Value(index > 0 && arguments[index - 1].StartsWith('-') ? arguments[index - 1] : "", argument)),
    ];

    /// <summary>The ports that a variable of ASP.NET Core has a process listen on.</summary>
    public static IEnumerable<int> ListenedOn(string name, string value)
    {
        var texts = SchemeOf(name) is not null ? Listed(value)
            : IsUrls(name) ? Address.Matches(value).Select(match => match.Groups["port"].Value)
            : [];
        return texts.Where(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(text => int.Parse(text, CultureInfo.InvariantCulture));
    }

    private static bool IsUrls(string name) =>
        name is Urls or "DOTNET_URLS" or "URLS" || name.StartsWith("Kestrel__Endpoints__", StringComparison.OrdinalIgnoreCase);

    private static string? SchemeOf(string name) => name switch
    {
        "ASPNETCORE_HTTP_PORTS" or "DOTNET_HTTP_PORTS" or "HTTP_PORTS" => "http",
        "ASPNETCORE_HTTPS_PORTS" or "DOTNET_HTTPS_PORTS" or "HTTPS_PORTS" => "https",
        _ => null,
    };

    private static string[] Listed(string list) =>
        list.Split([';', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private IEnumerable<string> Addresses(string scheme, string list) =>
        Listed(list).Select(number => $"{scheme}://127.0.0.1:{Number(number)}");

    private string Value(string name, string value) =>
        value.Contains("://", StringComparison.Ordinal) ? Address.Replace(
            value, match => $"{Host(match.Groups["host"].Value)}:{Number(match.Groups["port"].Value)}")
        : name.Contains("port", StringComparison.OrdinalIgnoreCase) ? Number(value)
        : value;

    private string Number(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && ports.TryGetValue(number, out var here))
        {
            _mapped.Add(number);
            return here.ToString(CultureInfo.InvariantCulture);
        }

        return text;
    }

    /// <summary>Every address would be one of the network's too.</summary>
    private static string Host(string host) => host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : host;
}
