namespace GitOpsDemo.Api.Settings;

/// <summary>
/// The table of settings. Each comes from <c>appsettings.json</c>, from the environment (<c>Faults__Enabled=true</c>) or from the
/// command line (<c>--Faults:Enabled=true</c>); the later wins.
/// </summary>
/// <param name="FaultsEnabled">Whether faults can be caused and readiness switched.</param>
/// <param name="MetricsEnabled">Whether requests are counted and <c>/metrics</c> is there.</param>
/// <param name="MetricsCountProbes">Whether <c>/health</c>, <c>/ready</c> and <c>/metrics</c> are counted like other requests.</param>
/// <param name="AccessLogEnabled">Whether each request is logged.</param>
/// <param name="ReadinessDelay">How long the service goes on serving after it has said that it is not ready.</param>
/// <param name="DrainTimeout">How long it then waits for running requests.</param>
/// <param name="Instance">The replica's name.</param>
internal sealed record ServiceSettings(
    bool FaultsEnabled,
    bool MetricsEnabled,
    bool MetricsCountProbes,
    bool AccessLogEnabled,
    TimeSpan ReadinessDelay,
    TimeSpan DrainTimeout,
    string Instance)
{
    /// <exception cref="ConfigurationException">A value is wrong.</exception>
    public static ServiceSettings From(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        var settings = new ServiceSettings(
            FaultsEnabled: reader.Flag("Faults:Enabled", fallback: false),
            MetricsEnabled: reader.Flag("Metrics:Enabled", fallback: true),
            MetricsCountProbes: reader.Flag("Metrics:CountProbes", fallback: true),
            AccessLogEnabled: reader.Flag("AccessLog:Enabled", fallback: false),

            // Together below the 30 s that Kubernetes gives a pod to end.
            ReadinessDelay: reader.Seconds("Shutdown:ReadinessDelaySeconds", fallback: 5, least: 0, most: 60),
            DrainTimeout: reader.Seconds("Shutdown:DrainSeconds", fallback: 20, least: 1, most: 600),
            Instance: configuration["POD_NAME"] ?? Environment.MachineName);
        foreach (var section in (string[])["Faults", "Metrics", "AccessLog", "Shutdown"])
        {
            reader.CheckNothingElseIn(section);
        }

        reader.CheckLogLevels();
        reader.CheckPorts("http_ports");
        reader.ThrowIfWrong();
        return settings;
    }
}
