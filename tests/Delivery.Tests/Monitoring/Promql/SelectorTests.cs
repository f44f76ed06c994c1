using GitOpsDemo.Delivery.Monitoring.Promql;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Promql;

public sealed class SelectorTests
{
    [Theory]
    [InlineData("up", "up")]
    [InlineData("up{job=\"x\"} == 0 or absent(up{job=\"x\"})", "up")]
    [InlineData("rate(http_requests_total{status=~\"5..\"}[5m]) > 0.1", "http_requests_total")]
    [InlineData("sum by (le) (rate(http_request_duration_seconds_bucket[5m]))", "http_request_duration_seconds_bucket")]
    [InlineData("sum(rate(a[5m])) by (le)", "a")]
    [InlineData("count without (pod) (a) / on (namespace, pod) group_left (node) b", "a b")]
    [InlineData("a offset 5m > bool 3 and on () b unless c", "a b c")]
    [InlineData("a{le=\"}\", x='\\'y'} > 1e3 # comment with b\n or job:c:rate5m", "a job:c:rate5m")]
    [InlineData("histogram_quantile(0.95, sum by (le) (rate(h_bucket[5m] offset 1d)))", "h_bucket")]
    [InlineData("vector(1)", "")]
    [InlineData("a > Inf or b < NaN", "a b")]
    [InlineData("max_over_time(rate(a[1m])[1h:5m]) @ end()", "a")]
    public void Metrics_are_told_from_functions_labels_and_keywords(string expression, string expected) =>
        Assert.Equal(expected, string.Join(' ', Selector.In(expression).Select(selector => selector.Metric).Distinct()));

    [Theory]
    [InlineData("{")]
    [InlineData("a{\"")]
    [InlineData("a[")]
    [InlineData("by (")]
    public void What_does_not_parse_ends_all_the_same(string expression) => Assert.NotNull(Selector.In(expression));

    [Theory]
    [InlineData("sum(rate(a{job=\"x\", code=~\"5..\"}[5m])) / sum(rate(a{job=\"x\"}[5m]))", "a{job=\"x\", code=~\"5..\"};a{job=\"x\"}")]
    [InlineData("up{job!='x',pod!~\"a|b\"} == 0", "up{job!='x', pod!~\"a|b\"}")]
    [InlineData("{__name__=\"a\", job=\"x\"}", "a{job=\"x\"}")]
    [InlineData("a{} + a", "a")]
    [InlineData("{\"my.metric\", \"http.method\"=\"GET\"} > 0", "{\"my.metric\", http.method=\"GET\"}")]
    public void Conditions_come_with_their_metric(string expression, string expected) =>
        Assert.Equal(expected, string.Join(';', Selector.In(expression)));
}
