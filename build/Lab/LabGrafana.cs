using System.Security.Cryptography;
using System.Text;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Lab;

/// <summary>A Grafana with the service's dashboards and the lab's servers as data sources. Everybody may look, nobody may change.</summary>
internal sealed class LabGrafana(LabPaths paths, LabServices services)
{
    /// <summary>Its name among the lab's services.</summary>
    public const string Name = "grafana";

    private const int WellKnownPort = 3000;
    private const int HashLength = 12;

    /// <summary>Where its packages put what is not beside the program.</summary>
    private const string InstalledHome = "/usr/share/grafana";

    /// <summary>How often it looks for changed dashboards, in seconds, and how long it may take until one is shown.</summary>
    private const int LookSeconds = 5;
    private static readonly TimeSpan Shown = TimeSpan.FromSeconds(6 * LookSeconds);

    private string Dashboards => Path.Combine(paths.Grafana, "dashboards");

    /// <summary>By their uids, as on a cluster: dashboards name them so.</summary>
    private IReadOnlyList<(string Uid, string Title, Uri Address)> Sources =>
    [
        .. new[] { (LabMonitoring.Prometheus, "Prometheus"), (LabLoki.Name, "Loki") }
            .Select(known => (Uid: known.Item1, Title: known.Item2, Address: services.Find(known.Item1)))
            .Where(source => source.Address is not null)
            .Select(source => (source.Uid, source.Title, source.Address!)),
    ];

    /// <summary>Makes sure that it runs.</summary>
    /// <param name="program">The path of Grafana.</param>
    /// <exception cref="DeliveryException">It does not start, or what belongs to it is not found.</exception>
    public async Task EnsureAsync(string program, CancellationToken cancellationToken)
    {
        var (home, provisioning) = (HomeOf(program), Provision());
        Directory.CreateDirectory(Dashboards);
        await services.EnsureAsync(
            new(
                Name,
                WellKnownPort,
                "api/health",
                port => new(
                    program,
                    [
                        .. IsServerAlone(program) ? Array.Empty<string>() : ["server"],
                        $"--homepath={home}",
                        $"--config={WriteSettings(port, provisioning)}",
                    ])
                {
                    WorkingDirectory = home,
                }),
            cancellationToken);
    }

    /// <summary>Gives it these dashboards and no others, where it runs.</summary>
    public void Show(IReadOnlyList<Dashboard> dashboards)
    {
        if (services.Find(Name) is null)
        {
            return;
        }

        foreach (var gone in Directory.GetFiles(Dashboards).Except(dashboards.Select(FileOf)))
        {
            File.Delete(gone);
        }

        foreach (var dashboard in dashboards)
        {
            AtomicFile.WriteIfChanged(FileOf(dashboard), dashboard.Text);
        }
    }

    /// <summary>The proof that it has them, and reaches its data sources.</summary>
    public Claim ProofOf(GrafanaClient grafana, IReadOnlyList<Dashboard> dashboards) => new ShownDashboards(
        grafana,
        [.. Sources.Select(source => source.Uid)],
        "Grafana has not read it, or refuses it",
        $"look at {Path.Combine(paths.Run, Name)}.log").Proof(dashboards, (_, check) => new(check, Shown));

    private string FileOf(Dashboard dashboard) => Path.Combine(Dashboards, dashboard.FileName);

    /// <summary>Its older program, which needs no word for what it is to do.</summary>
    private static bool IsServerAlone(string program) =>
        Path.GetFileName(program).StartsWith("grafana-server", StringComparison.Ordinal);

    private static string HomeOf(string program)
    {
        var file = File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program;
        var folder = Path.GetDirectoryName(file)!;
        return new[] { Path.GetDirectoryName(folder)!, folder, InstalledHome }.FirstOrDefault(
            home => File.Exists(Path.Combine(home, "conf", "defaults.ini"))) ?? throw new DeliveryException(
            "Grafana can't be started in the lab",
            $"its conf/defaults.ini lies neither beside {file} nor in {InstalledHome}",
            "install Grafana by its package, or put bin/grafana of its unpacked archive on PATH");
    }

    /// <summary>Writes what it reads when it starts, to a folder whose name changes with that: then it is started again.</summary>
    /// <returns>The folder.</returns>
    private string Provision()
    {
        var sources = Sources.Select(source => $$"""
              - name: {{source.Title}}
                uid: {{source.Uid}}
                type: {{source.Uid}}
                access: proxy
                url: {{source.Address}}
                isDefault: {{(source.Uid == LabMonitoring.Prometheus ? "true" : "false")}}

            """);
        var (given, shown) = ($"apiVersion: 1\ndatasources:\n{string.Concat(sources)}", $$"""
            apiVersion: 1
            providers:
              - name: lab
                folder: {{Dashboard.Folder}}
                type: file
                allowUiUpdates: false
                updateIntervalSeconds: {{LookSeconds}}
                options:
                  path: {{LabJson.Quoted(Dashboards)}}

            """);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(given + shown)))[..HashLength];
        var folder = Path.Combine(paths.Grafana, $"provisioning-{hash}");
        AtomicFile.WriteIfChanged(Path.Combine(folder, "datasources", "lab.yaml"), given);
        AtomicFile.WriteIfChanged(Path.Combine(folder, "dashboards", "lab.yaml"), shown);
        return folder;
    }

    /// <summary>
    /// Writes its settings (<see href="https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/"/>): like the rest of the
    /// lab it listens on this computer only and asks for no password, and it asks nobody else for anything.
    /// </summary>
    private string WriteSettings(int port, string provisioning)
    {
        var file = Path.Combine(paths.Grafana, $"{Path.GetFileName(provisioning)}.ini");
        AtomicFile.WriteIfChanged(file, $"""
            [server]
            http_addr = 127.0.0.1
            http_port = {port}
            root_url = http://localhost:{port}/
            [paths]
            data = {Path.Combine(paths.Grafana, "data")}
            logs = {Path.Combine(paths.Grafana, "logs")}
            plugins = {Path.Combine(paths.Grafana, "plugins")}
            provisioning = {provisioning}
            [log]
            mode = console
            level = warn
            [auth]
            disable_login_form = true
            [auth.basic]
            enabled = false
            [auth.anonymous]
            enabled = true
            org_role = Viewer
            [security]
            disable_initial_admin_creation = true
            [analytics]
            reporting_enabled = false
            check_for_updates = false
            check_for_plugin_updates = false
            feedback_links_enabled = false
            [plugins]
            preinstall_disabled = true
            [news]
            news_feed_enabled = false
            [snapshots]
            external_enabled = false

            """);
        return file;
    }
}
