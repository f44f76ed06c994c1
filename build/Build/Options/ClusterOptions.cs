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
        SavesDashboardsByApi = string.Equals(line[PlaceOptions.DashboardsBy], "api", StringComparison.OrdinalIgnoreCase),
        IsConfirmed = line.Has(KnownOptions.Yes),
    };

    private static ClusterSettings SettingsOf(CommandLine line) => new(
        line[PlaceOptions.KubeContext] is { } context and not CommandLine.NoContext ? context : null)
    {
        Source = SourceIn(line),
        Addresses = PlaceOptions.Addresses
            .Where(pair => line[pair.Value] is not null)
            .ToDictionary(pair => pair.Key, pair => Address(line[pair.Value]!)),
        Tls = Enum.GetValues<ServiceApi>().ToDictionary(api => api, api => line.Settings.TlsOf(KnownSettings.NameOf(api))),
        ChartsFrom = line[PlaceOptions.ChartsFrom],
        UsesExistingMonitoring = line.Settings.UsesExistingMonitoring,
        IngressClass = line[PlaceOptions.IngressClass],
        Domain = line.ValueOf(PlaceOptions.Domain),
        AlertReceiver = Receiver(line),
        Kind = KindOf(line[PlaceOptions.ClusterKind]),
        Timeout = BuildOptions.Duration(line, KnownOptions.Timeout),
    };

    private static PlaceSource? SourceIn(CommandLine line) => PlaceOptions.Addresses.Values.Prepend(PlaceOptions.KubeContext)
        .Where(option => line[option] is not null and not CommandLine.NoContext)
        .Select(option => new PlaceSource(line.SourceOf(option), line.IsTyped(option)))
        .OrderByDescending(source => source.IsTyped)
        .FirstOrDefault();

    private static ClusterKind KindOf(string? name) =>
        name is null ? default : Enum.Parse<ClusterKind>(name.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);

    private static AlertReceiver? Receiver(CommandLine line)
    {
        if (line[PlaceOptions.AlertReceiver] is not { } address)
        {
            return null;
        }

        var receiver = new AlertReceiver(address)
        {
            Smarthost = line[PlaceOptions.AlertSmarthost],
            From = $"alerts@{line.ValueOf(PlaceOptions.Domain)}",
        };
        return receiver is { IsMail: true, Smarthost: null }
            ? throw new CommandLineException(
                $"{line.SourceOf(PlaceOptions.AlertReceiver)}: {address} needs a mail server: --alert-smarthost=host:port, "
                + $"or {PlaceOptions.AlertSmarthost.Setting} in the settings file.")
            : receiver;
    }

    private static Uri Address(string text) => new(text.TrimEnd('/') + "/");
}
