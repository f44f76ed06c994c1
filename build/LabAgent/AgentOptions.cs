using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace GitOpsDemo.LabAgent;

/// <summary>The agent's command line.</summary>
/// <param name="StateFile">The absolute path of the file that says what the lab wants.</param>
/// <param name="Port">The port on 127.0.0.1 of the agent's own pages.</param>
internal sealed record AgentOptions(string StateFile, int Port)
{
    public const string Usage = "usage: GitOpsDemo.LabAgent --state=<file> --port=<port>";

    private const string StateOption = "--state=";
    private const string PortOption = "--port=";

    /// <summary>How often the state file is looked at.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a pod may take to accept a connection: one whose process is frozen does not.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Reads the command line; false when it is not right.</summary>
    public static bool TryParse(IReadOnlyList<string> arguments, [NotNullWhen(true)] out AgentOptions? options)
    {
        var state = ValueOf(StateOption, arguments);
        var isPort = int.TryParse(ValueOf(PortOption, arguments), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= IPEndPoint.MaxPort;
        options = arguments.Count == 2 && state?.Length > 0 && isPort ? new AgentOptions(Path.GetFullPath(state), port) : null;
        return options is not null;
    }

    private static string? ValueOf(string option, IReadOnlyList<string> arguments) =>
        arguments.FirstOrDefault(argument => argument.StartsWith(option, StringComparison.Ordinal))?[option.Length..];
}
