using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Testing;
using Xunit.Abstractions;

namespace GitOpsDemo.Delivery.Tests.BadInput;

/// <summary>Whatever files and answers hold: they are taken, or refused in words, in no time, and nothing else is touched.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class BadInputTests(ITestOutputHelper output) : IDisposable
{
    private const int LongestMessage = 8_000;

    /// <summary>Places of each document that are damaged.</summary>
    private static readonly int Places = Scale.Of(3, 1_000);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Broken_JSON_is_refused() => Try(new Readers(_folder).OfJson, _ => BadJson.Broken, isBroken: true);

    [Fact]
    public void Broken_YAML_is_refused() => Try(new Readers(_folder).OfYaml, _ => BadYaml.Broken, isBroken: true);

    [Fact]
    public void JSON_that_says_the_wrong_thing_is_taken_or_refused() =>
        Try(new Readers(_folder).OfJson, reader => BadJson.Odd.Concat(BadJson.MutationsOf(reader.Sample, Places)), isBroken: false);

    [Fact]
    public void YAML_that_says_the_wrong_thing_is_taken_or_refused() =>
        Try(new Readers(_folder).OfYaml, reader => BadYaml.Odd.Concat(BadYaml.MutationsOf(reader.Sample, Places)), isBroken: false);

    [Fact]
    public void A_file_of_100_MB_is_refused_unread()
    {
        // Given files that have the size and take no room
        var readers = new Readers(_folder);
        var all = readers.OfJson.Concat(readers.OfYaml).Where(reader => readers.IsOfFile(reader)).ToList();
        foreach (var path in readers.Files)
        {
            using var file = File.OpenWrite(path);
            file.SetLength(Readers.Huge);
        }

        // When, then
        var attempts = new Attempts();
        all.ForEach(reader => attempts.Add($"{reader}", Attempt.At(() => reader.Read([])), failure => Problem(failure, reader.IsStrict)));
        output.WriteLine($"{all.Count} readers of files: {attempts}");
        attempts.RequireAllRight();
    }

    [Fact]
    public void An_answer_without_an_end_is_cut_off()
    {
        var attempts = new Attempts();
        Func<PrometheusClient, Task>[] questions =
        [
            client => client.RulesAsync(default),
            client => client.TargetsAsync(default),
            client => client.FormatQueryAsync("up", default),
        ];
        foreach (var ask in questions)
        {
            using var http = InMemory.Answering(() => new Endless("{\"status\":\"success\",\"data\":[", "0,"));
            attempts.Add(
                "Prometheus",
                Attempt.At(() => ask(new PrometheusClient(http)).GetAwaiter().GetResult()),
                failure => Problem(failure, mustFail: true));
        }

        output.WriteLine(attempts.ToString());
        attempts.RequireAllRight();
    }

    [Fact]
    public void Every_sample_is_taken() => Assert.All(
        new Readers(_folder).OfJson
            .Concat(new Readers(_folder).OfYaml)
            .Where(reader =>
                !reader.Name.Contains("refusal", StringComparison.Ordinal) && !reader.Name.Contains("Grafana", StringComparison.Ordinal)),
        reader => Assert.Null(Attempt.At(() => reader.Read(System.Text.Encoding.UTF8.GetBytes(reader.Sample))).Failure));

    private void Try(IReadOnlyList<Reader> readers, Func<Reader, IEnumerable<(string Name, byte[] Content)>> inputs, bool isBroken)
    {
        var attempts = new Attempts();
        var before = Files();
        foreach (var reader in readers)
        {
            foreach (var (name, content) in inputs(reader))
            {
                attempts.Add(
                    $"{reader}, {name}", Attempt.At(() => reader.Read(content)), failure => Problem(failure, isBroken && reader.IsStrict));
            }
        }

        output.WriteLine($"{readers.Count} readers: {attempts}");
        attempts.RequireAllRight();
        Assert.Equal(before, Files());
    }

    private static string? Problem(Exception? failure, bool mustFail) => failure switch
    {
        null => mustFail ? "it was taken" : null,
        not DeliveryException => $"it ended in {failure}",
        DeliveryException { What: "" } or DeliveryException { Why: "" } or DeliveryException { Next: "" } =>
            $"it does not say what, why or next: {failure.Message}",
        { Message.Length: > LongestMessage } => $"its message has {failure.Message.Length} characters",
        _ when failure.Message.Any(c => char.IsControl(c) && c is not '\n') => "its message has control characters",
        _ => null,
    };

    private string[] Files() =>
        [.. Directory.EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
