using System.Text.Json;
using GitOpsDemo.Build.Settings;
using GitOpsDemo.Delivery.Proof.Analysis;

namespace GitOpsDemo.Build.Tests.Settings;

public sealed class AnalysisReaderTests
{
    [Fact]
    public void Limits_are_read_as_people_write_them()
    {
        var file = Json("""
            {
              "significance": 0.05, "errorRatio": "+1 %", "latencyP95": "+50%", "latencyShift": "+5 %", "latencyFloor": "20 ms",
              "memory": "+2 MiB/s", "cpu": "+100 %", "restarts": 1, "errorLines": "+0.5 %", "ignoredRoutes": ["/alive"],
              "metrics": { "latency": "app_seconds", "requests": "app_total", "route": "path", "status": "code" },
              "traffic": { "requestsPerSecond": 20, "paths": ["/", "/orders?page=2"], "environments": ["staging"] }
            }
            """);

        Assert.Null(AnalysisReader.ProblemOf(file));
        var read = AnalysisReader.Of(file);
        Assert.Equal(
            (0.05, 0.01, 0.5, 0.05, TimeSpan.FromMilliseconds(20), 2.0 * 1024 * 1024, 1.0, 1, 0.005),
            (
                read.Significance,
                read.ErrorRatio,
                read.LatencyP95,
                read.LatencyShift,
                read.LatencyFloor,
                read.Memory,
                read.Cpu,
                read.Restarts,
                read.ErrorLines));
        Assert.Equal(new MetricNames("app_seconds", "app_total", "path", "code"), read.Metrics);
        Assert.Equal(["/alive"], read.IgnoredRoutes);
        Assert.Equal(
            (20, "/ /orders?page=2", "staging"),
            (read.Traffic.RequestsPerSecond, string.Join(' ', read.Traffic.Paths), string.Join(' ', read.Traffic.Environments)));
    }

    [Fact]
    public void What_is_not_said_has_its_default() => Assert.Equivalent(new AnalysisSettings(), AnalysisReader.Of(Json("{}")));

    [Theory]
    [InlineData("""{"errorRatio":"0.5 %"}""", "errorRatio: it has to be a text such as \"+0.5 %\"")]
    [InlineData("""{"errorRatio":0.5}""", "errorRatio: it has to be a text such as")]
    [InlineData("""{"memory":"+1 MB/s"}""", "memory: it has to be a text such as \"+0.5 MiB/s\"")]
    [InlineData("""{"significance":0}""", "significance: it has to be a number above 0, up to 0.2")]
    [InlineData("""{"restarts":-1}""", "restarts: it has to be a whole number from 0 to 1000")]
    [InlineData("""{"latencyP59":"+20 %"}""", "latencyP59: there is no key of that name. Did you mean latencyP95?")]
    [InlineData("""{"metrics":{"latency":"x"}}""", "metrics: the key requests is missing")]
    [InlineData("""{"metrics":{"latency":"x{}","requests":"x","route":"x","status":"x"}}""", "metrics: latency: it has to be a text such as")]
    [InlineData("""{"traffic":{"requestsPerSecond":100000}}""", "traffic: requestsPerSecond: it has to be a whole number from 0 to 1000")]
    [InlineData("""{"traffic":{"paths":["http://elsewhere/"]}}""", "traffic: paths: it has to be a list of at most 20 texts such as \"/version\"")]
    [InlineData("7", "it has to be an object")]
    public void What_is_wrong_is_named(string json, string expected) =>
        Assert.StartsWith(expected, AnalysisReader.ProblemOf(Json(json)), StringComparison.Ordinal);

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
