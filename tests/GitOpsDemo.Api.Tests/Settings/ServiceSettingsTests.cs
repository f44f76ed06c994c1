using GitOpsDemo.Api.Settings;
using Microsoft.Extensions.Configuration;

namespace GitOpsDemo.Api.Tests.Settings;

public sealed class ServiceSettingsTests
{
    [Fact]
    public void Nothing_needs_to_be_configured()
    {
        var settings = Read();

        Assert.Equal(
            new ServiceSettings(
                FaultsEnabled: false,
                MetricsEnabled: true,
                MetricsCountProbes: true,
                AccessLogEnabled: false,
                ReadinessDelay: TimeSpan.FromSeconds(5),
                DrainTimeout: TimeSpan.FromSeconds(20),
                Instance: Environment.MachineName),
            settings);
    }

    [Fact]
    public void Every_setting_can_be_changed()
    {
        var settings = Read(
            ("Faults:Enabled", "true"),
            ("Metrics:Enabled", "False"),
            ("Metrics:CountProbes", "false"),
            ("AccessLog:Enabled", "true"),
            ("Shutdown:ReadinessDelaySeconds", "0"),
            ("Shutdown:DrainSeconds", "3"),
            ("POD_NAME", "pod-1"));

        Assert.Equal(
            new ServiceSettings(
                FaultsEnabled: true,
                MetricsEnabled: false,
                MetricsCountProbes: false,
                AccessLogEnabled: true,
                ReadinessDelay: TimeSpan.Zero,
                DrainTimeout: TimeSpan.FromSeconds(3),
                Instance: "pod-1"),
            settings);
    }

    [Theory]
    [InlineData("Faults:Enabled", "yes", "true or false")]
    [InlineData("AccessLog:Enabled", "", "true or false")]
    [InlineData("Shutdown:ReadinessDelaySeconds", "-1", "a whole number of seconds from 0 to 60")]
    [InlineData("Shutdown:ReadinessDelaySeconds", "1.5", "a whole number of seconds from 0 to 60")]
    [InlineData("Shutdown:DrainSeconds", "0", "a whole number of seconds from 1 to 600")]
    [InlineData("Logging:LogLevel:Default", "Verbose", "Trace, Debug, Information, Warning, Error, Critical, None")]
    [InlineData("Logging:LogLevel:Default", "99", "Trace, Debug, Information, Warning, Error, Critical, None")]
    [InlineData("http_ports", "99999", "ports from 1 to 65535, separated by semicolons")]
    public void A_wrong_value_names_its_key_and_what_is_allowed(string key, string value, string allowed)
    {
        var failure = Assert.Throws<ConfigurationException>(() => Read((key, value)));

        Assert.EndsWith($"  {key} is '{value}'. Allowed: {allowed}.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_key_is_not_passed_over()
    {
        var failure = Assert.Throws<ConfigurationException>(() => Read(("Faults:Enable", "true")));

        Assert.EndsWith("  Faults:Enable is not a setting. Allowed: Faults:Enabled.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_is_named_at_once()
    {
        var failure = Assert.Throws<ConfigurationException>(() => Read(("Faults:Enabled", "yes"), ("Shutdown:DrainSeconds", "soon")));

        Assert.Contains("Faults:Enabled", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Shutdown:DrainSeconds", failure.Message, StringComparison.Ordinal);
    }

    private static ServiceSettings Read(params (string Key, string Value)[] values)
    {
        var pairs = values.ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
        return ServiceSettings.From(new ConfigurationBuilder().AddInMemoryCollection(pairs).Build());
    }
}
