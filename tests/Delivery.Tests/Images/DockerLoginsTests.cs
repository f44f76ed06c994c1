using System.Runtime.Versioning;
using System.Text;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Images;

/// <summary>The forms that <c>docker login</c> writes, with credential helpers that are real programs.</summary>
[Trait(Traits.Category, Traits.Integration)]
[UnsupportedOSPlatform("windows")]
public sealed class DockerLoginsTests : IDisposable
{
    private const string Password = "canary-password";

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, string?> Files => new()
    {
        { """{"auths":{"ghcr.io":{"auth":"<ada>"}}}""", "ghcr.io", "ada" },
        { """{"auths":{"https://registry.lan:5000/v2/":{"username":"ada","password":"canary-password"}}}""", "registry.lan:5000", "ada" },
        { """{"auths":{"https://index.docker.io/v1/":{"auth":"<ada>"}}}""", "docker.io", "ada" },
        { """{"auths":{"ghcr.io":{"auth":"<ada>"}}}""", "quay.io", null },
        { """{"auths":{"ghcr.io":{}},"credsStore":"store"}""", "ghcr.io", "of the store" },
        { """{"auths":{"ghcr.io":{"auth":"<ada>"}},"credHelpers":{"ghcr.io":"own"},"credsStore":"store"}""", "ghcr.io", "of its own" },
        { """{"auths":{"ghcr.io":{"auth":"<ada>"}},"credsStore":"none"}""", "ghcr.io", "ada" },
        { "{}", "ghcr.io", null },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_login_is_found_where_Docker_finds_it(string file, string registry, string? user)
    {
        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes($"ada:{Password}"));
        Helper("own", $$"""read server; [ "$server" = ghcr.io ] && echo '{"Username":"of its own","Secret":"{{Password}}"}'""");
        Helper("store", $$"""cat > '{{_folder["asked"]}}'; echo '{"ServerURL":"ghcr.io","Username":"of the store","Secret":"{{Password}}"}'""");
        Helper("none", "echo 'credentials not found in native keychain'; exit 1");

        var login = await Logins(file.Replace("<ada>", auth, StringComparison.Ordinal)).FindAsync(registry, default);

        Assert.Equal(user is null ? null : new(registry, user, Password), login);
    }

    [Fact]
    public async Task A_helper_s_secret_is_in_no_argument_log_or_record()
    {
        Helper("store", $$"""cat > '{{_folder["asked"]}}'; echo '{"Username":"ada","Secret":"{{Password}}"}'""");
        var recorded = new RecordedCommandRunner(Runner, _folder["logs"], TimeProvider.System);

        var login = await Logins("""{"credsStore":"store"}""", recorded).FindAsync("ghcr.io", default);

        Assert.Equal(Password, login?.Password);
        Assert.Equal("ghcr.io", await File.ReadAllTextAsync(_folder["asked"]));
        Assert.DoesNotContain(Password, await File.ReadAllTextAsync(recorded.LogFile), StringComparison.Ordinal);
        Assert.DoesNotContain(_log.Lines, line => line.Contains(Password, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"credsStore":"broken"}""", "docker-credential-broken has no login for ghcr.io", "docker login ghcr.io")]
    [InlineData("""{"credsStore":"chatty"}""", "its answer is not the JSON", "look at the helper")]
    [InlineData("""{"credsStore":"absent"}""", "docker-credential-absent", "names the credential helper docker-credential-absent for ghcr.io: install it")]
    [InlineData("""{"credsStore":"token"}""", "only Docker can exchange", "REGISTRY_PASSWORD")]
    [InlineData("""{"auths":{"ghcr.io":{"auth":"b2s=","identitytoken":"canary-password"}}}""", "only Docker can exchange", "REGISTRY_PASSWORD")]
    [InlineData("""{"auths":{"ghcr.io":{"auth":"no base64"}}}""", "is not a login", "docker login ghcr.io")]
    [InlineData("""{"auths":""", "config.json can't be read", "docker login ghcr.io")]
    public async Task What_can_t_be_used_is_said_with_what_mends_it(string file, string said, string next)
    {
        Helper("broken", "echo 'the keychain is locked' >&2; exit 1");
        Helper("chatty", $"echo 'hello {Password}'");
        Helper("token", $$"""echo '{"Username":"<token>","Secret":"{{Password}}"}'""");

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => Logins(file).FindAsync("ghcr.io", default));

        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.Contains(next, failure.Next, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_file_there_is_no_login() =>
        Assert.Null(await new DockerLogins(_folder["nowhere"], Runner).FindAsync("ghcr.io", default));

    private DockerLogins Logins(string file, ICommandRunner? runner = null)
    {
        _folder.Write("config.json", file);
        return new(_folder.Path, runner ?? Runner);
    }

    private void Helper(string name, string body)
    {
        var file = _folder.Write(Path.Combine("bin", $"docker-credential-{name}"), $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Finds the helpers in the test's own folder.</summary>
    private InterceptingRunner Runner => new(new CommandRunner(_log))
    {
        Before = command =>
            command with { FileName = File.Exists(_folder["bin", command.FileName]) ? _folder["bin", command.FileName] : command.FileName },
    };
}
