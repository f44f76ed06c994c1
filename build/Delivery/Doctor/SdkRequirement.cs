using System.Text.Json;
using GitOpsDemo.Delivery.Processes;

namespace GitOpsDemo.Delivery.Doctor;

/// <summary>The .NET SDK that <c>global.json</c> asks for (<see href="https://learn.microsoft.com/dotnet/core/tools/global-json"/>).</summary>
/// <param name="root">The folder of <c>global.json</c>.</param>
/// <param name="runner">Runs <c>dotnet</c>.</param>
public sealed class SdkRequirement(string root, ICommandRunner runner) : IRequirement
{
    private readonly Lazy<string> _wanted = new(() => WantedBy(Path.Combine(root, "global.json")));

    /// <inheritdoc/>
    public string Name => ".NET SDK";

    /// <inheritdoc/>
    public string Needs => $"{_wanted.Value} or a later one of {string.Join('.', _wanted.Value.Split('.').Take(2))} (global.json)";

    /// <inheritdoc/>
    public async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        var command = new Command("dotnet", "--version") { WorkingDirectory = root, Hint = "install it from https://dot.net/download" };
        return (await runner.RunAsync(command, cancellationToken)).Output.Trim();
    }

    private static string WantedBy(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return json.RootElement.GetProperty("sdk").GetProperty("version").GetString()!;
    }
}
