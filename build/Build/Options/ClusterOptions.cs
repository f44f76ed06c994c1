using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Kubernetes;

namespace GitOpsDemo.Build.Options;

/// <summary>Which cluster is delivered to, and what is known of it.</summary>
/// <param name="KubeContext">A context of the kubeconfig; null when none was given.</param>
public sealed record ClusterOptions(string? KubeContext)
{
    /// <summary>The addresses of servers that need no way into a cluster; each ends with a slash.</summary>
    public IReadOnlyDictionary<ServiceApi, Uri> Addresses { get; init; } = new Dictionary<ServiceApi, Uri>();

    /// <summary>A folder or mirror that charts are taken from; null for where they are published.</summary>
    public string? ChartsFrom { get; init; }

    /// <summary>The class of the ingresses; null for the cluster's default one.</summary>
    public string? IngressClass { get; init; }

    /// <summary>The domain of the ingresses.</summary>
    public required string Domain { get; init; }

    /// <summary>Whom Alertmanager tells of our alerts; nobody when null.</summary>
    public AlertReceiver? AlertReceiver { get; init; }

    /// <summary>How the control plane runs.</summary>
    public ClusterKind Kind { get; init; }

    /// <summary>Whether dashboards go through Grafana's API; as ConfigMaps otherwise.</summary>
    public bool SavesDashboardsByApi { get; init; }

    /// <summary>Whether what can't be taken back was agreed to on the command line.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>Whether everything stays on this computer.</summary>
    public bool DeliversToLab => KubeContext is null && Addresses.Count == 0;

    /// <summary>Whether an API can be reached: in the lab, through the cluster, or at an address that was given.</summary>
    public bool Knows(ServiceApi api) => DeliversToLab || KubeContext is not null || Addresses.ContainsKey(api);

    internal static ClusterOptions From(CommandLine line) => new(line[KnownOptions.KubeContext])
    {
        Addresses = KnownOptions.Addresses
            .Where(pair => line[pair.Value] is not null)
            .ToDictionary(pair => pair.Key, pair => Address(line[pair.Value]!)),
        ChartsFrom = line[KnownOptions.ChartsFrom],
        IngressClass = line[KnownOptions.IngressClass],
        Domain = line.ValueOf(KnownOptions.Domain),
        AlertReceiver = Receiver(line),
        Kind = KindOf(line[KnownOptions.ClusterKind]),
        SavesDashboardsByApi = string.Equals(line[KnownOptions.DashboardsBy], "api", StringComparison.OrdinalIgnoreCase),
        IsConfirmed = line.Has(KnownOptions.Yes),
    };

    private static ClusterKind KindOf(string? name) =>
        name is null ? default : Enum.Parse<ClusterKind>(name.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);

    private static AlertReceiver? Receiver(CommandLine line)
    {
        if (line[KnownOptions.AlertReceiver] is not { } address)
        {
            return null;
        }

        var receiver = new AlertReceiver(address)
        {
            Smarthost = line[KnownOptions.AlertSmarthost],
            From = $"alerts@{line.ValueOf(KnownOptions.Domain)}",
        };
        return receiver is { IsMail: true, Smarthost: null }
            ? throw new CommandLineException($"--alert-receiver={address} needs a mail server: --alert-smarthost=host:port.")
            : receiver;
    }

    private static Uri Address(string text) => new(text.TrimEnd('/') + "/");
}
