using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.GitOps;

[Trait(Traits.Category, Traits.Integration)]
public sealed class RemoteTests
{
    private const string Token = "canary-t0ken-$(echo no)-'\"";

    [Fact]
    public async Task A_token_opens_an_http_remote_and_is_seen_in_no_argument_file_or_log()
    {
        // Given
        using var forge = await Forge.StartAsync();
        await using var server = await ServeAsync(forge);
        var runner = new InterceptingRunner(forge.Runner);
        var settings = Settings(forge, server) with { Credentials = new GitCredentials(Token) };

        // When
        var commit = await Repository(forge, settings, runner).ApplyAsync(Note, default);

        // Then
        Assert.Equal(await forge.TipAsync(), commit.Id);
        Assert.All(server.Users, user => Assert.Equal("x-access-token", user));
        Assert.All(runner.Commands, command => Assert.DoesNotContain("canary", command.ToString()));
        Assert.All(forge.Log.Lines, line => Assert.DoesNotContain("canary", line));
        Assert.All(
            Directory.EnumerateFiles(settings.CloneFolder, "*", SearchOption.AllDirectories),
            file => Assert.DoesNotContain("canary", File.ReadAllText(file)));
    }

    [Fact]
    public async Task The_first_clone_is_shallow_and_sparse_and_older_commits_come_when_they_are_asked_for()
    {
        using var forge = await Forge.StartAsync();
        var first = await forge.TipAsync();
        await forge.ImageBump().BumpAsync(Forge.Bump("dev", "1.4.0"), default);
        await using var server = await ServeAsync(forge);
        var settings = Settings(forge, server) with { Credentials = new GitCredentials(Token), Folders = ["k8s/overlays/dev"] };
        var repository = Repository(forge, settings);

        var commit = await repository.ApplyAsync(Note, default);
        var isShallow = File.Exists(Path.Combine(settings.CloneFolder, ".git", "shallow"));
        var text = await repository.ReadAsync(Forge.Overlay("prod"), first, default);

        Assert.True(isShallow);
        Assert.False(Directory.Exists(Path.Combine(settings.CloneFolder, "k8s", "overlays", "prod")));
        Assert.Equal(await forge.TipAsync(), commit.Id);
        Assert.Contains("1.3.0", text);
    }

    [Fact]
    public async Task A_token_opens_a_remote_whose_host_is_written_in_capitals()
    {
        using var forge = await Forge.StartAsync();
        await using var server = await ServeAsync(forge);
        var settings = Settings(forge, server) with
        {
            Remote = $"http://LOCALHOST:{server.Address.Port}/gitops.git",
            Credentials = new GitCredentials(Token),
        };

        Assert.Equal(await forge.TipAsync(), await Repository(forge, settings).TipAsync(default));
    }

    [Fact]
    public async Task Without_patience_a_remote_that_does_not_answer_is_asked_once_and_git_s_own_reason_told()
    {
        using var forge = await Forge.StartAsync();
        var settings = forge.Settings() with { Remote = $"http://127.0.0.1:{FreePort.Next()}/gitops.git", Patience = TimeSpan.Zero };

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => Repository(forge, settings).TipAsync(default));

        Assert.EndsWith("after 1 try", failure.What, StringComparison.Ordinal);
        Assert.Contains("Failed to connect", failure.Why, StringComparison.Ordinal);
        Assert.Equal("check --gitops-repository and that it can be reached from here", failure.Next);
        Assert.DoesNotContain(forge.Log.Lines, line => line.Contains("try 2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task A_refused_login_fails_at_once_and_names_the_variable_to_set(string? token)
    {
        using var forge = await Forge.StartAsync();
        await using var server = await ServeAsync(forge);
        var settings = Settings(forge, server) with { Credentials = new GitCredentials(token) };

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => Repository(forge, settings, Homeless(forge)).ApplyAsync(Note, default));

        Assert.Contains("GITOPS_TOKEN", failure.Next);
        Assert.DoesNotContain("wrong", failure.Message);
    }

    [Fact]
    public async Task The_token_is_told_to_no_other_host_than_the_remote_s()
    {
        // Given a server that leads on to another one, which asks for a password
        using var forge = await Forge.StartAsync();
        await using var thief = await GitHttpServer.StartAsync(Path.GetDirectoryName(forge.Bare)!, Token);
        await using var server = await HttpStub.StartAsync(context =>
        {
            context.Response.Redirect(new Uri(thief.Address, context.Request.Path + context.Request.QueryString).ToString());
            return Task.CompletedTask;
        });
        var settings = forge.Settings() with { Remote = $"{server.Address}gitops.git", Credentials = new GitCredentials(Token) };

        // When
        await Assert.ThrowsAsync<DeliveryException>(() => Repository(forge, settings, Homeless(forge)).TipAsync(default));

        // Then
        Assert.Empty(thief.Users);
    }

    [Fact]
    public async Task A_server_that_is_down_for_a_moment_is_tried_again()
    {
        using var forge = await Forge.StartAsync();
        var answers = 0;
        await using var server = await HttpStub.StartAsync(context =>
        {
            context.Response.StatusCode = ++answers < 3 ? 503 : 404;
            return Task.CompletedTask;
        });
        var settings = forge.Settings() with { Remote = $"{server.Address}gitops.git" };
        var repository = new GitOpsRepository(settings, forge.Runner, forge.Log, new HurryingTime());

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => repository.TipAsync(default));

        Assert.Equal(3, answers);
        Assert.Contains("not found", failure.Why);
        Assert.Contains("--gitops-repository", failure.Next);
    }

    [Fact]
    public async Task An_ssh_remote_is_opened_without_questions()
    {
        // Given an ssh that notes its arguments and runs the command here
        using var forge = await Forge.StartAsync();
        var ssh = forge["bin", "ssh"];
        Directory.CreateDirectory(Path.GetDirectoryName(ssh)!);
        File.WriteAllText(ssh, $"#!/bin/sh\nprintf '%s\\n' \"$@\" >> '{forge["ssh.log"]}'\nfor last; do :; done\nexec sh -c \"$last\"\n");
        await forge.Runner.RunAsync(new Command("chmod", "+x", ssh));
        var runner = new InterceptingRunner(forge.Runner)
        {
            Before = command => With(command, "PATH", $"{Path.GetDirectoryName(ssh)}:{Environment.GetEnvironmentVariable("PATH")}"),
        };
        var settings = forge.Settings() with
        {
            Remote = $"ssh://git@forge.example.com{Uri.EscapeDataString(forge.Bare).Replace("%2F", "/")}",
        };

        // When
        var commit = await Repository(forge, settings, runner).ApplyAsync(Note, default);

        // Then
        Assert.Equal(await forge.TipAsync(), commit.Id);
        Assert.StartsWith("-o\nBatchMode=yes\n", File.ReadAllText(forge["ssh.log"]));
    }

    private static GitOpsChange Note(string checkout)
    {
        File.WriteAllText(Path.Combine(checkout, "k8s", "overlays", "dev", "note.txt"), "x");
        return new GitOpsChange(["k8s/overlays/dev/note.txt"], new CommitMessage("Note", []));
    }

    private static async Task<GitHttpServer> ServeAsync(Forge forge)
    {
        await forge.GitAsync("config", "http.receivepack", "true");
        await forge.GitAsync("config", "uploadpack.allowFilter", "true");
        return await GitHttpServer.StartAsync(Path.GetDirectoryName(forge.Bare)!, Token);
    }

    private static GitOpsSettings Settings(Forge forge, GitHttpServer server) =>
        forge.Settings() with { Remote = $"{server.Address}gitops.git" };

    private static GitOpsRepository Repository(Forge forge, GitOpsSettings settings, ICommandRunner? runner = null) =>
        new(settings, runner ?? forge.Runner, forge.Log, TimeProvider.System);

    /// <summary>Without the credential helpers and helpers for passwords of whoever runs the tests.</summary>
    private static InterceptingRunner Homeless(Forge forge) => new(forge.Runner)
    {
        Before = command => With(With(command, "HOME", forge["empty"]), "SSH_ASKPASS", null),
    };

    private static Command With(Command command, string name, string? value) =>
        command with { Environment = new Dictionary<string, string?>(command.Environment) { [name] = value } };
}
