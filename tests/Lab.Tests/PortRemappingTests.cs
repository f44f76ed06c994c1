using GitOpsDemo.Lab.Replicas;

namespace GitOpsDemo.Lab.Tests;

public sealed class PortRemappingTests
{
    private static readonly Dictionary<int, int> Ports = new() { [9000] = 41000, [9100] = 41001 };

    [Theory]
    [InlineData("ASPNETCORE_HTTP_PORTS", "9000;9100", "ASPNETCORE_URLS", "http://127.0.0.1:41000;http://127.0.0.1:41001")]
    [InlineData("ASPNETCORE_URLS", "http://+:9000;http://*:9100", "ASPNETCORE_URLS", "http://127.0.0.1:41000;http://127.0.0.1:41001")]
    [InlineData("Kestrel__Endpoints__Main__Url", "http://0.0.0.0:9000", "Kestrel__Endpoints__Main__Url", "http://127.0.0.1:41000")]
    [InlineData("METRICS_PORT", "9100", "METRICS_PORT", "41001")]
    [InlineData("OTHER_PORT", "9200", "OTHER_PORT", "9200")]
    [InlineData("Timeout__Milliseconds", "9000", "Timeout__Milliseconds", "9000")]
    [InlineData("Backend", "http://backend:9000/", "Backend", "http://backend:9000/")]
    public void A_port_is_told_where_it_is_named_and_nowhere_else(string name, string value, string told, string expected) =>
        Assert.Equal(expected, new PortRemapping(Ports).In(new Dictionary<string, string> { [name] = value })[told]);

    [Fact]
    public void Arguments_that_name_a_port_are_told_too() => Assert.Equal(
        ["run", "--urls=http://127.0.0.1:41000", "--management-port", "41001", "9000"],
        new PortRemapping(Ports).In(["run", "--urls=http://*:9000", "--management-port", "9100", "9000"]));

    [Fact]
    public void A_port_that_nothing_names_is_known_to_be_untold()
    {
        var remapping = new PortRemapping(Ports);
        remapping.In(new Dictionary<string, string> { ["ASPNETCORE_HTTP_PORTS"] = "9000" });

        Assert.Equal([9100], remapping.Unmapped);
    }
}
