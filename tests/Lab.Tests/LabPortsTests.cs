using System.Net;
using System.Net.Sockets;
using GitOpsDemo.Delivery;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Lab.Tests;

public sealed class LabPortsTests
{
    [Fact]
    public void A_port_that_another_program_has_is_passed_over()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;

        Assert.InRange(LabPorts.Choose(taken, []), taken + 1, 65535);
    }

    [Fact]
    public void A_port_that_another_program_has_on_all_addresses_is_passed_over_too()
    {
        using var other = new TcpListener(IPAddress.Any, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;

        Assert.NotEqual(taken, LabPorts.Choose(taken, []));
    }

    [Fact]
    public void A_port_that_the_lab_has_given_away_is_passed_over_though_nobody_listens_yet()
    {
        var free = FreePort.Next();

        Assert.NotEqual(free, LabPorts.Choose(free, [free]));
    }

    [Fact]
    public void A_state_without_the_port_of_what_runs_is_told_with_the_way_out() => Assert.Equal(
        "what the lab remembers can't be used: state.json has no port service-dev. Next: ./build.sh --target=LabDown, then deploy again",
        Assert.Throws<DeliveryException>(() => new LabState().PortOf("service-dev")).Message);
}
