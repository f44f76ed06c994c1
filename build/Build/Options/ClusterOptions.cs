using GitOpsDemo.Build.Settings;
using GitOpsDemo.Delivery;
using GitOpsDemo.Kubernetes;

namespace GitOpsDemo.Build.Options;

/// <summary>Which cluster is delivered to, and how.</summary>
/// <param name="Settings">What is asked for of the cluster.</param>
public sealed record ClusterOptions(ClusterSettings Settings)
{
    /// <summary>A context of the kubeconfig; null when none was given.</summary>
    public string? KubeContext => Settings.Context;

    /// <summary>Whether dashboards go through Grafana's API; as ConfigMaps otherwise.</summary>
    public bool SavesDashboardsByApi { get; init; }

    /// <summary>Whether what can't be taken back was agreed to on the command line.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>Whether everything stays on this computer.</summary>
    public bool DeliversToLab => KubeContext is null && Settings.Addresses.Count == 0;

    /// <summary>Whether an API can be reached: in the lab, through the cluster, or at an address that was given.</summary>
    public bool Knows(ServiceApi api) => DeliversToLab || KubeContext is not null || Settings.Addresses.ContainsKey(api);

    internal static ClusterOptions From(CommandLine line) => new(SettingsOf(line))
    {
        SavesDashboardsByApi = string.Equals(line[KnownOptions.DashboardsBy], "api", StringComparison.OrdinalIgnoreCase),
        IsConfirmed = line.Has(KnownOptions.Yes),
    };

    private static ClusterSettings SettingsOf(CommandLine line) => new(
        line[KnownOptions.KubeContext] is { } context and not CommandLine.NoContext ? context : null)
    {
        Source = SourceIn(line),
        Addresses = KnownOptions.Addresses
            .Where(pair => line[pair.Value] is not null)
            .ToDictionary(pair => pair.Key, pair => Address(line[pair.Value]!)),
        Tls = Enum.GetValues<ServiceApi>().ToDictionary(api => api, api => line.Settings.TlsOf(KnownSettings.NameOf(api))),
        ChartsFrom = line[KnownOptions.ChartsFrom],
        UsesExistingMonitoring = line.Settings.UsesExistingMonitoring,
        IngressClass = line[KnownOptions.IngressClass],
        Domain = line.ValueOf(KnownOptions.Domain),
        AlertReceiver = Receiver(line),
        Kind = KindOf(line[KnownOptions.ClusterKind]),
        Timeout = BuildOptions.Duration(line, KnownOptions.Timeout),
    };

    private static PlaceSource? SourceIn(CommandLine line) => KnownOptions.Addresses.Values.Prepend(KnownOptions.KubeContext)
        .Where(option => line[option] is not null and not CommandLine.NoContext)
        .Select(option => new PlaceSource(line.SourceOf(option), line.IsTyped(option)))
        .OrderByDescending(source => source.IsTyped)
        .FirstOrDefault();

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
            ? throw new CommandLineException(
                $"{line.SourceOf(KnownOptions.AlertReceiver)}: {address} needs a mail server: --alert-smarthost=host:port, "
                + $"or {KnownOptions.AlertSmarthost.Setting} in the settings file.")
            : receiver;
    }

    private static Uri Address(string text) => new(text.TrimEnd('/') + "/");
}
