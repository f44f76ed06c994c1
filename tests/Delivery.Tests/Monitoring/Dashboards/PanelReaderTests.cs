using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Dashboards;

public sealed class PanelReaderTests
{
    private static readonly LiveEnvironment Live = new("dev", "gitops-demo-dev", "c", "i", new("http://localhost/"), [], "");

    [Fact]
    public async Task A_panel_has_the_lines_of_all_its_queries_named_by_their_legends()
    {
        // Given
        await using var prometheus = await HttpStub.AnsweringAsync("""
            {"status":"success","data":{"resultType":"matrix","result":[
              {"metric":{"__name__":"up","pod":"a"},"values":[[1763810525,"1"],[1763810540.5,"NaN"]]}]}}
            """);
        var dashboard = new Dashboard("demo.json", "demo", "Demo", """
            {"uid":"demo","title":"Demo","time":{"from":"now-30m"},"templating":{"list":[{"name":"namespace","type":"query"}]},"panels":[
              {"title":"Instances","type":"timeseries","datasource":{"type":"prometheus"},"fieldConfig":{"defaults":{"unit":"none"}},
               "targets":[{"refId":"A","expr":"up{namespace=\"$namespace\"}","legendFormat":"pod {{pod}}{{ nosuch }}"},{"refId":"B","expr":"up"}]},
              {"title":"Logs","type":"logs","datasource":{"type":"loki"},"targets":[{"refId":"A","expr":"{}"}]}]}
            """);

        // When
        var panels = await new PanelReader(TimeProvider.System)
            .ReadAsync(new PrometheusClient(new HttpClient { BaseAddress = prometheus.Address }), [dashboard], Live, default);

        // Then
        var panel = Assert.Single(panels);
        Assert.Equal(("Instances", "timeseries", "none"), (panel.Title, panel.Type, panel.Unit));
        Assert.Equal(["pod a", "__name__=\"up\", pod=\"a\""], panel.Lines.Select(line => line.Name));
        Assert.Equal([new(1_763_810_525, 1), new(1_763_810_540.5, double.NaN)], panel.Lines[0].Points);
        Assert.Contains("up%7Bnamespace%3D%22gitops-demo-dev%22%7D", prometheus.Requests[0], StringComparison.Ordinal);
    }
}
