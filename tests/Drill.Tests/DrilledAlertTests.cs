using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Drill.Tests;

public sealed class DrilledAlertTests
{
    [Fact]
    public void An_alert_gets_the_time_that_its_own_durations_ask_for()
    {
        var alert = DrilledAlert.Of(OurAlerts.Rules, TimeScale.TrueTime).Single(alert => alert.Name == "HighErrorRate");

        // Four evaluations of 30 s, a window of 5 m, for: 2 m, group_wait 30 s, group_interval 5 m, and half a minute.
        Assert.Equal(TimeSpan.FromMinutes(2 + 5 + 2 + 0.5 + 5 + 0.5), alert.UntilDelivered);
        Assert.Equal(TimeSpan.FromMinutes(2 + 5 + 5 + 0.5), alert.UntilResolved);
    }

    [Fact]
    public void In_another_scale_all_of_it_gets_shorter_but_what_no_rule_speaks_of()
    {
        var scale = new TimeScale(100);

        Assert.All(DrilledAlert.Of(scale.Of(OurAlerts.Rules), scale), alert => Assert.InRange(alert.UntilDelivered.TotalSeconds, 30, 80));
    }

    [Fact]
    public void Every_alert_is_there() =>
        Assert.Equal(OurAlerts.Names, DrilledAlert.Of(OurAlerts.Rules, TimeScale.TrueTime).Select(alert => alert.Name));
}
