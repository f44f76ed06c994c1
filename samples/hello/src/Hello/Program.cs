using System.Reflection;
using Hello;
using Prometheus;

var builder = WebApplication.CreateSlimBuilder(args);

// A line a request, with the trace of its caller: VerifyLogs looks for its own.
builder.Logging.ClearProviders().AddJsonConsole(options => options.IncludeScopes = true);
var app = builder.Build();

// The process and what it counts itself; the rest of what the package listens to costs memory and series that nobody asks for.
Metrics.SuppressDefaultMetrics(new() { SuppressEventCounters = true, SuppressMeters = true, SuppressDebugMetrics = true });
var greetings = Metrics.CreateCounter("hello_greetings_total", "Greetings that were said.", "language");
Greeting.Languages.ToList().ForEach(language => greetings.WithLabels(language));

app.MapGet("/", (string? name, string? language) =>
{
    var greeting = new Greeting(language);
    greetings.WithLabels(greeting.Language).Inc();
    return greeting.To(name ?? "world");
});
app.MapGet("/version", () => typeof(Greeting).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);
app.MapGet("/health", () => "well");
app.MapGet("/ready", () => "ready");
app.MapMetrics("/internal/metrics");
app.Run();
