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

    [Fact]
    public void Those_in_folders_below_are_read_and_hidden_files_are_not()
    {
        _folder.Write("team/d.json", "{\"uid\":\"d\",\"title\":\"D\"}");
        _folder.Write(".#d.json", "");

        Assert.Equal(["d.json"], Dashboard.LoadAll(_folder.Path).Select(dashboard => dashboard.FileName));
    }

    [Theory]
    [InlineData("b.json", "d", "a/d.json and b.json have the uid d")]
    [InlineData("b/d.json", "e", "a/d.json and b/d.json have the name d.json")]
    public void Two_that_Grafana_would_take_for_one_are_refused(string path, string uid, string why)
    {
        _folder.Write("a/d.json", "{\"uid\":\"d\",\"title\":\"D\"}");
        _folder.Write(path, $"{{\"uid\":\"{uid}\",\"title\":\"E\"}}");

        Assert.StartsWith(why, Assert.Throws<DeliveryException>(() => Dashboard.LoadAll(_folder.Path)).Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"uid\":\"../d\",\"title\":\"D\"}", "letters, digits, '-' and '_'")]
    [InlineData("{\n  \"uid\": \"d\",\n}", "line 3, column 1: ")]
    [InlineData("{\"uid\":\"d\"}", "a dashboard has a title")]
    public void What_is_none_is_said_with_what_is_wrong_with_it(string text, string why)
    {
        _folder.Write("d.json", text);

        var failure = Assert.Throws<DeliveryException>(() => Dashboard.LoadAll(_folder.Path));

        Assert.Contains(why, failure.Why, StringComparison.Ordinal);
        Assert.Contains("d.json", failure.What, StringComparison.Ordinal);
    }
}
