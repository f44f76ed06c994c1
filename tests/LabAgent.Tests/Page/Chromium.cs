using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Lab;
using GitOpsDemo.Testing;

namespace GitOpsDemo.LabAgent.Tests.Page;

/// <summary>
/// A browser without a window, and one page in it, driven by its own protocol
/// (<see href="https://chromedevtools.github.io/devtools-protocol/"/>): nothing but the browser has to be there.
/// </summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Name = "chromium";
    private static readonly string[] Programs = ["chromium", "chromium-browser", "google-chrome"];
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder _folder = new();
    private readonly ClientWebSocket _socket = new();
    private readonly BackgroundProcesses _processes;
    private int _id;

    private Chromium() => _processes = new(_folder["run"], new Wait(new RecordingLog(), TimeProvider.System));

    /// <summary>The path of the browser; null where there is none.</summary>
    public static string? Program => Programs.Select(TestTools.Find).FirstOrDefault(path => path is not null);

    public static async Task<Chromium> StartAsync()
    {
        var browser = new Chromium();
        await browser._processes.StartAsync(
            Name,
            new Command(
                Program!,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--no-proxy-server",
                "--disable-background-networking",
                "--disable-component-update",
                "--remote-debugging-port=0",
                $"--user-data-dir={browser._folder["profile"]}",
                "about:blank")
            {
                // What it leaves behind goes with the folder.
                Environment = new Dictionary<string, string?> { ["TMPDIR"] = browser._folder.Path, ["HOME"] = browser._folder.Path },
            },
            default);
        await browser._socket.ConnectAsync(await browser.TargetAsync(), default);
        await browser.SendAsync("Page.enable");

        // As if a person had its window in front.
        await browser.SendAsync("Emulation.setFocusEmulationEnabled", new() { ["enabled"] = true });
        return browser;
    }

    /// <summary>Opens an address. What goes wrong on the page is in <c>window.failures</c>.</summary>
    public async Task OpenAsync(Uri address)
    {
        await SendAsync("Page.addScriptToEvaluateOnNewDocument", new()
        {
            ["source"] = """
                window.failures = [];
                addEventListener('error', event => failures.push(String(event.message ?? event.target.src)), true);
                addEventListener('unhandledrejection', event => failures.push(String(event.reason)));
                addEventListener('securitypolicyviolation', event => failures.push(`${event.violatedDirective} ${event.blockedURI}`));
                """,
        });
        await SendAsync("Page.navigate", new() { ["url"] = address.ToString() });
    }

    /// <summary>The value of an expression of the page.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var answer = await SendAsync(
            "Runtime.evaluate", new() { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true });
        return answer["exceptionDetails"] is { } failure ? throw new InvalidOperationException($"{failure}") : answer["result"]?["value"];
    }

    public Task HoldsAsync(string expression) =>
        Eventually.HoldsAsync(async () => (bool?)await EvaluateAsync($"Boolean({expression})") == true, expression);

    public async Task ResizeAsync(int width, int height, bool isPhone = false) => await SendAsync(
        "Emulation.setDeviceMetricsOverride",
        new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = isPhone });

    public async Task UseSchemeAsync(string scheme) => await SendAsync(
        "Emulation.setEmulatedMedia",
        new() { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }) });

    /// <summary>What is seen, as PNG.</summary>
    public async Task<byte[]> ScreenshotAsync() =>
        Convert.FromBase64String($"{(await SendAsync("Page.captureScreenshot", new() { ["format"] = "png" }))["data"]}");

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _processes.StopAsync(Name, EndTimeout, default);

        // Its own processes write to the profile until they have noticed.
        await Eventually.HoldsAsync(IsRemoved, "the browser's processes have ended");
    }

    private bool IsRemoved()
    {
        try
        {
            _folder.Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task<Uri> TargetAsync()
    {
        var port = _folder["profile/DevToolsActivePort"];
        await Eventually.HoldsAsync(
            () => File.Exists(port) && File.ReadAllLines(port).Length > 1, () => _processes.Find(Name)!.LogTail());
        using var http = new HttpClient();
        var targets = await http.GetFromJsonAsync<JsonArray>($"http://127.0.0.1:{(await File.ReadAllLinesAsync(port))[0]}/json/list");
        return new($"{targets!.First(target => $"{target!["type"]}" == "page")!["webSocketDebuggerUrl"]}");
    }

    private async Task<JsonNode> SendAsync(string method, JsonObject? parameters = null)
    {
        var id = ++_id;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        await _socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, default);
        while (true)
        {
            var answer = await ReceiveAsync();
            if ((int?)answer["id"] == id)
            {
                return answer["result"] ?? throw new InvalidOperationException($"{method}: {answer["error"]}");
            }
        }
    }

    private async Task<JsonNode> ReceiveAsync()
    {
        using var whole = new MemoryStream();
        var buffer = new byte[64 * 1024];
        ValueWebSocketReceiveResult piece;
        do
        {
            piece = await _socket.ReceiveAsync(buffer.AsMemory(), default);
            whole.Write(buffer, 0, piece.Count);
        }
        while (!piece.EndOfMessage);
        return JsonNode.Parse(whole.ToArray())!;
    }
}

/// <summary>A test in a browser; it is skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactInBrowserAttribute : FactAttribute
{
    public FactInBrowserAttribute() => Skip = Chromium.Program is null
        ? "no chromium, chromium-browser or google-chrome is on PATH: the page is not looked at in a browser"
        : null;
}
