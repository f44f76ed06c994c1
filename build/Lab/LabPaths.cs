namespace GitOpsDemo.Lab;

/// <summary>Where the lab keeps what: all of it in one folder, which <c>LabDown</c> removes.</summary>
/// <param name="Root">The absolute path of <c>.lab/</c>.</param>
public sealed record LabPaths(string Root)
{
    /// <summary>What stays of pods that never became ready.</summary>
    public string Logs { get; init; } = Path.Combine(Root, "logs");

    /// <summary>What runs and where; for people and for the next build.</summary>
    public string State => Path.Combine(Root, "state.json");

    /// <summary>Process ids and logs of everything that the lab started.</summary>
    public string Run => Path.Combine(Root, "run");

    /// <summary>The bare repository in the place of the forge.</summary>
    public string Repository => Path.Combine(Root, "gitops.git");

    /// <summary>The clone of the GitOps repository that bumps are made in.</summary>
    public string Checkout => Path.Combine(Root, "gitops");

    /// <summary>The registry's configuration and data.</summary>
    public string Registry => Path.Combine(Root, "registry");

    /// <summary>Prometheus' configuration, rules, targets and data.</summary>
    public string Prometheus => Path.Combine(Root, "prometheus");

    /// <summary>The rule files that Prometheus reads.</summary>
    public string Rules => Path.Combine(Prometheus, "rules");

    /// <summary>The target files that Prometheus reads.</summary>
    public string Targets => Path.Combine(Prometheus, "targets");

    /// <summary>Alertmanager's configuration and data.</summary>
    public string Alertmanager => Path.Combine(Root, "alertmanager");

    /// <summary>Loki's configuration and data.</summary>
    public string Loki => Path.Combine(Root, "loki");

    /// <summary>Grafana's configuration, dashboards and data.</summary>
    public string Grafana => Path.Combine(Root, "grafana");

    /// <summary>What a drill sets up for itself, laid out like the lab.</summary>
    public LabPaths Drill => new(Path.Combine(Root, "drill"));

    /// <summary>The lab agent's program and state.</summary>
    public string Agent => Path.Combine(Root, "agent");

    /// <summary>Images that were pulled and unpacked.</summary>
    public string Images => Path.Combine(Root, "images");

    /// <summary>What is live in each environment, a folder each.</summary>
    public string Environments => Path.Combine(Root, "environments");
}
