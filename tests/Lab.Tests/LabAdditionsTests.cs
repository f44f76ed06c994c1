using System.Runtime.Versioning;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Lab.Tests;

/// <summary>What --lab-with asks for. The real Loki is in LabAgent.Tests; a real Grafana was not at hand.</summary>
[UnsupportedOSPlatform("windows")]
[Trait(Traits.Category, Traits.Integration)]
public sealed class LabAdditionsTests : IDisposable
{
    private static readonly Dashboard Dashboard = new(
        "one.json", "one", "One", """{"uid":"one","title":"One","panels":[{"targets":[{"expr":"up"}]}]}""");

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private readonly RecordingLog _log = new();
    private readonly DebianPackages _debian;

    public LabAdditionsTests() => _debian = new(Environment, new CommandRunner(_log), _log);

    private ToolEnvironment Environment => new(_folder[".tools"], new SearchPath([_folder["bin"]]), ToolPlatform.Current);

    private LabPaths Paths => new(_folder["lab"]);

    private BackgroundProcesses Processes => new(Paths.Run, new Wait(_log, TimeProvider.System));

    private LabServices Services => new(Paths, Processes, _http, new Wait(_log, TimeProvider.System), _log);

    public void Dispose()
    {
        _debian.Dispose();
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task One_that_can_not_be_had_is_left_out_by_name_and_what_it_would_do_is_done_as_without_it()
    {
        var additions = Additions(Tool.Grafana, Tool.Loki);

        await additions.EnsureAsync(default);

        Assert.Equal(
            [
                "the lab runs without Loki: loki 3.0 or newer is not on this computer and could not be downloaded; "
                    + "with it on PATH it is there",
                "the lab runs without Grafana: grafana 10.0 or newer is not on this computer and could not be downloaded; "
                    + "with it on PATH it is there",
            ],
            _log.Lines);
        Assert.Empty(Processes.All);
        Assert.Null(additions.LogStore());
        Assert.Null(additions.LogSource(new("dev", "gitops-demo-dev", "1a2b3c", "image", new("http://localhost:8080/"), [], "")));
        var skipped = (await additions.ShownProof([Dashboard]).LookAsync(default)).Single().Result;
        Assert.Equal((Verdict.Skipped, "the lab has no Grafana"), (skipped.Verdict, skipped.Evidence));
    }

    [Fact]
    public async Task Nothing_is_looked_for_that_nobody_asks_for()
    {
        await Additions().EnsureAsync(default);

        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task One_that_does_not_start_fails_with_its_own_words()
    {
        Install("loki", "echo 'failed parsing config' >&2; exit 1", "loki, version 3.6.2 (branch: main)");

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => Additions(Tool.Loki).EnsureAsync(default));

        Assert.Contains("loki ended right after its start: failed parsing config", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grafana_is_given_the_lab_s_servers_and_the_dashboards_and_lets_everybody_look()
    {
        // Given a Prometheus that runs, and a Grafana that ends at once: only its files are looked at
        await Processes.StartAsync(LabMonitoring.Prometheus, new Command("sleep", "600"), default);
        new LabState().WithPort(LabMonitoring.Prometheus, 9123).Save(Paths);
        Install("grafana", "echo \"$@\"; exit 1", "grafana version 12.0.2");
        _folder.Write("conf/defaults.ini", "");

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => Additions(Tool.Grafana).EnsureAsync(default));
        await Processes.StopAsync(LabMonitoring.Prometheus, TimeSpan.Zero, default);

        var settings = Directory.GetFiles(Paths.Grafana, "*.ini").Single();
        Assert.Contains($"server --homepath={_folder.Path} --config={settings}", failure.Why, StringComparison.Ordinal);
        Assert.Contains("http_addr = 127.0.0.1\n", await File.ReadAllTextAsync(settings), StringComparison.Ordinal);
        Assert.Contains("org_role = Viewer\n", await File.ReadAllTextAsync(settings), StringComparison.Ordinal);
        var provisioning = Path.ChangeExtension(settings, null);
        Assert.Equal(
            """
            apiVersion: 1
            datasources:
              - name: Prometheus
                uid: prometheus
                type: prometheus
                access: proxy
                url: http://localhost:9123/
                isDefault: true

            """,
            await File.ReadAllTextAsync(Path.Combine(provisioning, "datasources", "lab.yaml")));
        Assert.Contains(
            $"path: \"{Path.Combine(Paths.Grafana, "dashboards")}\"",
            await File.ReadAllTextAsync(Path.Combine(provisioning, "dashboards", "lab.yaml")),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "up", Verdict.Pass)]
    [InlineData(200, "down", Verdict.Fail)]
    [InlineData(404, "up", Verdict.Fail)]
    public async Task A_Grafana_that_runs_is_asked_for_the_dashboards_that_it_was_given(int status, string query, Verdict expected)
    {
        // Given one that runs, with a file of before
        await using var grafana = await HttpStub.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync($$$"""{"dashboard":{"panels":[{"targets":[{"expr":"{{{query}}}"}]}]}}""");
        });
        await Processes.StartAsync(LabGrafana.Name, new Command("sleep", "600"), default);
        new LabState().WithPort(LabGrafana.Name, grafana.Address.Port).Save(Paths);
        _folder.Write("lab/grafana/dashboards/old.json", "{}");

        var additions = Additions();
        additions.Show([Dashboard]);
        var checks = await additions.ShownProof([Dashboard]).LookAsync(default);
        await Processes.StopAsync(LabGrafana.Name, TimeSpan.Zero, default);

        Assert.Equal(expected, checks.Single().Result.Verdict);
        Assert.Equal(
            ["one.json"], Directory.GetFiles(Path.Combine(Paths.Grafana, "dashboards")).Select(file => Path.GetFileName(file)));
    }

    private LabAdditions Additions(params Tool[] wanted)
    {
        var requirements = ToolManifest.Read(Path.Combine(Repository.Root, "build", "tools.json"));
        return new(
            wanted,
            Paths,
            new DeliveredService("gitops-demo", 8080),
            new Toolbox(
                () => requirements with { Packages = [] },
                Environment,
                _debian,
                new CommandRunner(_log),
                _log,
                TimeProvider.System),
            Services,
            TimeProvider.System,
            _log);
    }

    /// <summary>A program that tells its version, and does something else when it is started.</summary>
    private void Install(string name, string script, string version)
    {
        var program = _folder.Write(
            $"bin/{name}", $"#!/bin/sh\ncase \"$1\" in -v|--version) echo '{version}';; *) {script};; esac\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
