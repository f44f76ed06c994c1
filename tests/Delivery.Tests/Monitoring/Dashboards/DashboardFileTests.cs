using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Dashboards;

public sealed class DashboardFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_begins_with_a_byte_order_mark_is_a_dashboard_too()
    {
        _folder.Write("d.json", "\uFEFF{\"uid\":\"d\",\"title\":\"D\"}");

        Assert.Equal(("d", "{"), Dashboard.LoadAll(_folder.Path) is [var only] ? (only.Uid, only.Text[..1]) : default);
    }

    [Theory]
    [InlineData("{\n  \"uid\": \"d\",\n}", "LineNumber: 2")]
    [InlineData("{\"uid\":\"d\"}", "a dashboard has a title")]
    public void What_is_none_is_said_with_what_is_wrong_with_it(string text, string why)
    {
        _folder.Write("d.json", text);

        var failure = Assert.Throws<DeliveryException>(() => Dashboard.LoadAll(_folder.Path));

        Assert.Contains(why, failure.Why, StringComparison.Ordinal);
        Assert.Contains("d.json", failure.What, StringComparison.Ordinal);
    }
}
