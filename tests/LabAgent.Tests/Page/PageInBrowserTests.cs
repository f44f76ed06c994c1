using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.LabAgent.Tests.Page;

/// <summary>
/// The page as a person has it before them. With <c>GITOPSDEMO_SCREENSHOTS=1</c> what it sees on the way goes to docs/images.
/// </summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class PageInBrowserTests : IAsyncLifetime
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const int LargestScreenshot = 150 * 1024;

    /// <summary>The least contrast of text, WCAG 2.2 AA.</summary>
    private const string PoorContrast = """
        (() => {
          const light = text => text.match(/[\d.]+/g).slice(0, 3).map(part => part / 255)
            .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
            .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
          const back = node => {
            for (; node; node = node.parentElement) {
              const colour = getComputedStyle(node).backgroundColor;
              if (!/, 0\)$|transparent/.test(colour)) return colour;
            }
            return 'rgb(255, 255, 255)';
          };
          const ratio = node => {
            const [one, other] = [light(getComputedStyle(node).color), light(back(node))];
            return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
          };
          return [...document.body.querySelectorAll('*')]
            .filter(node => node.checkVisibility() && [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim()))
            .filter(node => ratio(node) < 4.5).map(node => `${node.textContent}: ${ratio(node).toFixed(2)}`).join('; ');
        })()
        """;

    /// <summary>What the legend of a panel says of a series now.</summary>
    private static string Legend(string series) =>
        $"[...document.querySelectorAll('.u-series')].find(one => one.querySelector('.u-label').textContent === '{series}')"
        + "?.querySelector('.u-value').textContent";

    private static string Drawn(string series) => $"parseFloat({Legend(series)})";

    private RunningAgent _agent = null!;
    private Backend _backend = null!;
    private MadeUpPrometheus _prometheus = null!;
    private readonly ConcurrentQueue<string> _plans = new();

    public async Task InitializeAsync()
    {
        _agent = await RunningAgent.StartAsync(trafficLease: TimeSpan.FromSeconds(30));
        _prometheus = await MadeUpPrometheus.StartAsync();
        _backend = await Backend.StartAsync("backend", AnswerAsync);
        var log = _agent.Write("p.log", Line("info", "Ready", trace: null) + Line("error", "GET /version answered 500 in 3 ms", Trace));
        var dashboard = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "monitoring/dashboards/gitops-demo.json"));
        _agent.Show(new AgentPage
        {
            Service = "gitops-demo",
            Order = ["dev", "staging", "prod"],
            Environments =
            [
                new("dev", RunningAgent.Namespace, "9ba2160b9fa7c4e1", $"localhost:5000/gitops-demo:1.4.0@sha256:{new string('c', 64)}"),
                new("staging", "gitops-demo-staging", "41d8c1aa07f3b2e9", $"localhost:5000/gitops-demo:1.3.2@sha256:{new string('a', 64)}"),
            ],
            Prometheus = _prometheus.Address,
            ScrapeSeconds = 15,
            Dashboards = [JsonSerializer.Deserialize<JsonElement>(dashboard)],
            Faults = [new("errors", "Half of the answers are errors", new("PUT", "/faults/plan", "{}"), new("PUT", "/faults/plan", "{}"))],
        });
        var process = ProcessIdentity.Of(Environment.ProcessId);
        var silent = _agent.Write("silent.log", "");
        var staging = RunningAgent.PodOf(_backend, "gitops-demo-5c7d9f6b84-x2xkz") with { LogFile = silent, Process = process };
        await _agent.ApplyUntilReadyAsync(
            RunningAgent.PodOf(_backend, "gitops-demo-961bb6a06d-wjbrk") with { LogFile = log, Process = process },
            RunningAgent.PodOf(_backend, "gitops-demo-961bb6a06d-7mbnk") with { LogFile = silent, Process = process },
            staging with { Namespace = "gitops-demo-staging" });
    }

    public async Task DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _backend.DisposeAsync();
        await _prometheus.DisposeAsync();
    }

    [FactInBrowser]
    public async Task A_person_sees_the_lab_and_makes_an_alert_fire()
    {
        await using var browser = await Chromium.StartAsync();
        await browser.ResizeAsync(1280, 860);
        await browser.UseSchemeAsync("light");
        await browser.OpenAsync(_agent.Page);

        // The lab at rest: every panel is drawn, and one whose data is elsewhere says where
        await browser.HoldsAsync("document.querySelectorAll('.panel .body:not(:empty)').length === 13");
        Assert.Equal(
            "The replicas' lines are under Logs.",
            $"{await browser.EvaluateAsync("[...document.querySelectorAll('.panel .empty')].map(one => one.textContent).join()")}");
        await browser.HoldsAsync("document.querySelectorAll('#rules li').length === 4");
        await browser.HoldsAsync("document.getElementById('environment-list').textContent.includes('moves 1.4.0 to staging')");
        await KeepAsync(browser, "page-rest");
        Assert.Equal("", $"{await browser.EvaluateAsync(PoorContrast)}");

        // The arrow keys read the values of a moment
        await browser.EvaluateAsync("document.querySelector('.plot').focus()");
        await browser.EvaluateAsync(
            "document.querySelector('.plot').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }))");
        await browser.HoldsAsync("/Time\\d+:.*\\d\\/s/.test(document.querySelector('.u-legend').textContent)");
        await browser.EvaluateAsync("document.querySelector('.plot').blur()");
        await browser.HoldsAsync("/Timenow/.test(document.querySelector('.u-legend').textContent)");

        // Traffic by the slider, and its panel rises
        Assert.InRange((double)(await browser.EvaluateAsync(Drawn("GET /")))!, 3, 5);
        await browser.EvaluateAsync("document.getElementById('rate').value = 40");
        await browser.EvaluateAsync("document.getElementById('rate').dispatchEvent(new Event('input'))");
        await Eventually.HoldsAsync(() => _backend.Requests > 5, "requests come");
        _prometheus.IsBusy = true;
        await browser.EvaluateAsync("document.getElementById('dashboard-now').click()");
        await browser.HoldsAsync($"{Drawn("GET /")} > 60");
        await browser.HoldsAsync("document.getElementById('traffic-report').textContent.includes('× 200')");
        await KeepAsync(browser, "page-traffic");

        // A fault by its button, its panel, and the alert that waits
        await browser.EvaluateAsync("document.getElementById('fault-errors').click()");
        await browser.HoldsAsync("document.getElementById('fault-errors').getAttribute('aria-pressed') === 'true'");
        Assert.Equal(["/faults/plan", "/faults/plan"], _plans);
        _prometheus.AlertState = "pending";
        await browser.EvaluateAsync("document.getElementById('dashboard-now').click()");
        await browser.HoldsAsync($"{Drawn("Status 500")} > 30");
        await browser.HoldsAsync("document.querySelector('#rules .warn')?.textContent === 'pending'");
        Assert.Equal("", $"{await browser.EvaluateAsync(PoorContrast)}");

        // It fires, and arrives
        _prometheus.AlertState = "firing";
        using var sent = await _agent.Admin.PostAsync("/notifications", JsonContent.Create(new JsonObject
        {
            ["receiver"] = "gitops-demo",
            ["status"] = "firing",
            ["alerts"] = new JsonArray(new JsonObject { ["labels"] = new JsonObject { ["alertname"] = "HighErrorRate" } }),
        }));
        await browser.HoldsAsync("document.querySelector('#rules .bad')?.textContent === 'firing'");
        await browser.HoldsAsync("document.getElementById('notifications').textContent.includes('HighErrorRate')");
        await browser.EvaluateAsync("document.getElementById('dashboard-now').click()");
        await browser.HoldsAsync("document.querySelector('#alert-timeline canvas')");
        await browser.HoldsAsync($"{Legend("HighErrorRate")} === '1' && {Legend("HighLatency")} === '–'");
        await browser.EvaluateAsync("scrollTo(0, document.getElementById('rules').offsetTop - 120)");
        await KeepAsync(browser, "page-firing");

        // The lines of a request, by a click on its trace id
        await browser.HoldsAsync("document.querySelectorAll('#log-lines p').length === 2");
        await browser.EvaluateAsync("document.querySelector('#log-lines button').click()");
        await browser.HoldsAsync("document.querySelectorAll('#log-lines p').length === 1");

        // Dark, and from a phone to a wide screen
        await browser.EvaluateAsync("scrollTo(0, 0)");
        await browser.UseSchemeAsync("dark");
        await browser.HoldsAsync(
            "[...document.querySelectorAll('.u-series:nth-child(2) .u-marker')].every(one => one.style.border.includes('122, 168, 255'))");
        await KeepAsync(browser, "page-dark");
        Assert.Equal("", $"{await browser.EvaluateAsync(PoorContrast)}");
        foreach (var width in new[] { 2560, 800, 360 })
        {
            await browser.ResizeAsync(width, 800, isPhone: width == 360);
            await browser.HoldsAsync($"document.documentElement.scrollWidth === {width}");
        }

        await KeepAsync(browser, "page-phone");

        // The requests have gone on while the page was open, and end by its button
        await browser.HoldsAsync("document.getElementById('traffic-report').textContent.includes('40/s')");
        await browser.EvaluateAsync("document.getElementById('end-/').click()");
        await browser.HoldsAsync("document.getElementById('traffic-report').textContent.includes('No requests')");
        Assert.Equal("", $"{await browser.EvaluateAsync("failures.join('; ')")}");
    }

    private static async Task KeepAsync(Chromium browser, string name)
    {
        // The next frame has what was asked for.
        await browser.EvaluateAsync("new Promise(done => setTimeout(() => requestAnimationFrame(done), 400))");
        var png = await browser.ScreenshotAsync();
        Assert.InRange(png.Length, 1, LargestScreenshot);
        if (Environment.GetEnvironmentVariable("GITOPSDEMO_SCREENSHOTS") is { Length: > 0 })
        {
            await File.WriteAllBytesAsync(Path.Combine(Repository.Root, "docs/images", $"{name}.png"), png);
        }
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/faults/plan")
        {
            _plans.Enqueue("/faults/plan");
        }

        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(context.Request.Path == "/openapi.json"
            ? """{"paths":{"/":{"get":{}},"/version":{"get":{}},"/faults/plan":{"put":{}}}}"""
            : "{}");
    }

    private static string Line(string level, string message, string? trace)
    {
        var line = new JsonObject
        {
            ["time"] = TimeProvider.System.GetUtcNow().ToString("O"),
            ["level"] = level,
            ["message"] = message,
            ["trace_id"] = trace,
        };
        return line.ToJsonString() + "\n";
    }
}
