using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;

namespace GitOpsDemo.Api.Tests;

/// <summary>The whole service in this process, on a free port of 127.0.0.1.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningService(WebApplication app)
    {
        _app = app;
        Client = new() { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="arrange">What a test adds to the service before it starts.</param>
    /// <param name="settings">Settings, as on the command line.</param>
    public static async Task<RunningService> StartAsync(Action<WebApplication> arrange, params string[] settings)
    {
        var app = ServiceApplication.Create(
        [
            "--urls=http://127.0.0.1:0", "--Shutdown:ReadinessDelaySeconds=0", "--Logging:LogLevel:Default=Critical",
            "--Logging:LogLevel:Microsoft.AspNetCore=Critical", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Critical", .. settings,
        ]);
        arrange(app);
        await app.StartAsync();
        return new(app);
    }

    public static Task<RunningService> StartAsync(params string[] settings) => StartAsync(_ => { }, settings);

    public static Task<RunningService> StartWithFaultsAsync() => StartAsync("--Faults:Enabled=true");

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path) => Client.SendAsync(new(method, path));

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public async Task<JsonObject> GetJsonAsync(string path) => await JsonOfAsync(await GetAsync(path));

    public static async Task<JsonObject> JsonOfAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();

    /// <summary>The metrics page's lines.</summary>
    public async Task<string[]> MetricsAsync() => (await Client.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n');

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
