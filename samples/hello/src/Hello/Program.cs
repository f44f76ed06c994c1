using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Hello;
using Prometheus;

var builder = WebApplication.CreateSlimBuilder(args);

// Mounted files override variables.
builder.Configuration.AddJsonFile("/etc/hello/settings.json", optional: true);
builder.Services.AddHealthChecks();

// A line a request, with the trace of its caller: VerifyLogs looks for its own.
builder.Logging.ClearProviders().AddJsonConsole(options => options.IncludeScopes = true);

var settings = builder.Configuration.GetSection("Hello");
var managementPort = settings.GetValue<int?>("ManagementPort");
if (managementPort is { } port)
{
    builder.ListenOn(port);
}

var app = builder.Build();

// The process and what it counts itself; the rest of what the package listens to costs memory and series that nobody asks for.
Metrics.SuppressDefaultMetrics(new() { SuppressEventCounters = true, SuppressMeters = true, SuppressDebugMetrics = true });
var greetings = Metrics.CreateCounter("hello_greetings_total", "Greetings that were said.", "language");
Greeting.Languages.ToList().ForEach(language => greetings.WithLabels(language));

// Health and metrics are on the management port alone; where the environment names none, they are where everything is.
app.UseWhen(
    context => managementPort is null || context.Connection.LocalPort == managementPort,
    management => management.UseHealthChecks("/health").UseHealthChecks("/ready").UseMetricServer("/internal/metrics"));

app.MapGet("/", (string? name, string? language, HttpResponse response) =>
{
    var greeting = new Greeting(language ?? settings["DefaultLanguage"]);
    greetings.WithLabels(greeting.Language).Inc();
    var text = greeting.To(name ?? "world");
    if (settings["SigningKey"] is { Length: > 0 } key)
    {
        response.Headers["X-Signature"] =
            Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));
    }

    return text;
});
app.MapGet("/version", () => typeof(Greeting).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);
app.Run();
