using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Monitoring.Rules;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Rules;

public sealed class BucketCheckTests
{
    [Theory]
    [InlineData("histogram_quantile(0.99, sum by (le) (rate(a_bucket[5m]))) > 0x1")]
    [InlineData("histogram_quantile(0.99, sum by (le) (rate(a_bucket[5m]))) > 1_000")]
    [InlineData("rate(a_total[5m]) > 1")]
    [InlineData("histogram_quantile(0.99, sum by (le) (rate(a_bucket[5m]))) > 0")]
    [InlineData(
        "histogram_quantile(0.99, sum by (le) (rate(a_bucket[5m]))) / histogram_quantile(0.5, sum by (le) (rate(a_bucket[5m]))) > 20")]
    [InlineData("histogram_quantile(0.99, sum by (le) (rate(a_bucket[5m]))) > on (job) b and rate(a_count[5m]) > 200")]
    [InlineData("histogram_quantile(0.9, sum(rate(a[5m]))) > 1 and histogram_count(sum(rate(a[5m]))) > 5")]
    public async Task A_rule_that_compares_no_quantile_with_a_decimal_number_is_passed_over(string expression)
    {
        // Given a Prometheus that does not answer: it must not be asked
        using var http = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:6/") };
        var none = new Dictionary<string, string>();
        var rule = new Rule("A", null, expression, TimeSpan.Zero, TimeSpan.Zero, none, none);

        Assert.Empty(await BucketCheck.OfAsync(new PrometheusClient(http), "A", rule, default));
    }
}
