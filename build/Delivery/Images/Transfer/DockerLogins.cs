using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Images.Transfer;

/// <summary>
/// What <c>docker login</c> keeps: <c>auths</c>, <c>credHelpers</c> and <c>credsStore</c> of its <c>config.json</c>, in Docker's order.
/// </summary>
/// <param name="folder">The folder of <c>config.json</c>.</param>
/// <param name="runner">Runs credential helpers; the password comes on their standard output alone.</param>
public sealed class DockerLogins(string folder, ICommandRunner runner)
{
    /// <summary>Docker Hub, as image references name it and as Docker's configuration does.</summary>
    private static readonly string[] Hub = ["docker.io", "index.docker.io", "registry-1.docker.io"];

    private const string HubKey = "https://index.docker.io/v1/";

    /// <summary>The user name by which a helper says that the secret is an identity token and not a password.</summary>
    private const string TokenUser = "<token>";

    private static readonly TimeSpan HelperTimeout = TimeSpan.FromSeconds(30);

    private string File => Path.Combine(folder, "config.json");

    /// <summary>The folder that Docker itself reads: <c>DOCKER_CONFIG</c>, or <c>.docker</c> in the home folder.</summary>
    public static string DefaultFolder => Environment.GetEnvironmentVariable("DOCKER_CONFIG") is { Length: > 0 } named
        ? named
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker");

    /// <summary>The login of a registry; null where Docker has none.</summary>
    /// <exception cref="DeliveryException">The file can't be read, its helper failed, or it has what only Docker can use.</exception>
    public async Task<RegistryCredentials?> FindAsync(string registry, CancellationToken cancellationToken)
    {
        if (!System.IO.File.Exists(File))
        {
            return null;
        }

        var next = $"fix it, or log in again with docker login {registry}";
        var configuration = ForeignJson.Read(TextOf(File, next), File, next, node => new
        {
            Helper = Text(Of(node["credHelpers"], registry)) ?? Text(node["credsStore"]),
            Login = Of(node["auths"], registry),
        });
        var kept = configuration.Helper is { } helper ? await AskAsync(helper, registry, cancellationToken) : null;
        return kept ?? (configuration.Login is JsonObject login ? Of(registry, login) : null);
    }

    private static string TextOf(string file, string next)
    {
        try
        {
            return Encoding.UTF8.GetString(SmallFile.Read(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DeliveryException($"{file} can't be read", exception.Message, next, exception);
        }
    }

    /// <summary>The entry of a registry, whose key may be an address.</summary>
    private static JsonNode? Of(JsonNode? entries, string registry) => (entries as JsonObject)?.FirstOrDefault(
        entry => IsSame(HostOf(entry.Key), registry)).Value;

    private static bool IsSame(string key, string registry) =>
        string.Equals(key, registry, StringComparison.OrdinalIgnoreCase) || (Hub.Contains(key) && Hub.Contains(registry));

    private static string HostOf(string key) =>
        (key.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 ? key[(scheme + 3)..] : key).Split('/')[0];

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.GetValue<string>() is { Length: > 0 } text ? text : null;

    private RegistryCredentials? Of(string registry, JsonObject login)
    {
        if (Text(login["identitytoken"]) is not null)
        {
            throw OnlyDocker(registry);
        }

        return Text(login["auth"]) is not { } both
            ? Text(login["username"]) is { } name && Text(login["password"]) is { } secret ? new(registry, name, secret) : null
            : Decoded(both).Split(':', 2) is [var user, var password] ? new(registry, user, password)
            : throw new DeliveryException(
                $"{File} can't be used", $"what it has for {registry} is not a login", $"docker login {registry}");
    }

    /// <summary>The decoded base64; empty when it is invalid.</summary>
    private static string Decoded(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\0') : "";
    }

    private async Task<RegistryCredentials?> AskAsync(string helper, string registry, CancellationToken cancellationToken)
    {
        var program = $"docker-credential-{helper}";
        var why = $"{File} names the credential helper {program} for {registry}";
        var answer = await runner.RunAsync(
            new Command(program, "get")
            {
                StandardInput = Hub.Contains(registry) ? HubKey : registry,
                HidesOutput = true,
                SuccessCodes = [0, 1],
                Timeout = HelperTimeout,
                Hint = $"{why}: install it, log in again with docker login {registry}, or set REGISTRY_USERNAME and REGISTRY_PASSWORD",
            },
            cancellationToken);
        return answer.ExitCode == 0
            ? Read(answer.Output)
            : answer.Output.Contains("credentials not found", StringComparison.OrdinalIgnoreCase)
                ? null
                : throw new DeliveryException(
                    $"{program} has no login for {registry}",
                    Untrusted.Shown($"{answer.Error} {answer.Output}".Trim()),
                    $"docker login {registry}, or set REGISTRY_USERNAME and REGISTRY_PASSWORD");

        RegistryCredentials Read(string output)
        {
            try
            {
                var said = JsonNode.Parse(output);
                return (Text(said?["Username"]), Text(said?["Secret"])) switch
                {
                    (TokenUser, _) => throw OnlyDocker(registry),
                    ({ } user, { } secret) => new(registry, user, secret),
                    _ => throw new JsonException(),
                };
            }
            catch (Exception exception) when (ForeignJson.IsOfContent(exception))
            {
                // What it wrote may be a password: it is not repeated, nor what the parser says of it.
                throw new DeliveryException(
                    $"{program} has no login for {registry}", "its answer is not the JSON that Docker asks for", "look at the helper");
            }
        }
    }

    private DeliveryException OnlyDocker(string registry) => new(
        $"the login of {registry} in {File} can't be used",
        "it is an identity token, which only Docker can exchange",
        "set REGISTRY_USERNAME and REGISTRY_PASSWORD (for ACR: az acr login --expose-token gives one)");
}
