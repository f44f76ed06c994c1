using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests;

public sealed class TranscriptTests
{
    private readonly HurryingTime _time = new();

    [Fact]
    public async Task The_last_answer_to_each_question_is_kept_and_whoever_asked_gets_it_whole()
    {
        // Given a server whose answers change, and one that is away
        var answers = 0;
        await using var server = await HttpStub.StartAsync(
            context => context.Response.WriteAsync(context.Request.Path == "/large" ? Large : $"answer {++answers}"));
        var transcript = new Transcript(_time);
        using var client = ServiceClient.For(server.Address, transcript: transcript);
        using var away = ServiceClient.For(new Uri($"http://127.0.0.1:{FreePort.Next()}"), transcript: transcript);

        // When
        await client.GetStringAsync(new Uri("query?query=up%7Bjob%3D%22a%22%7D", UriKind.Relative));
        Assert.Equal("answer 2", await client.GetStringAsync(new Uri("query?query=up%7Bjob%3D%22a%22%7D", UriKind.Relative)));
        Assert.Equal(Large, await client.GetStringAsync(new Uri("large", UriKind.Relative)));
        await Assert.ThrowsAsync<HttpRequestException>(() => away.GetStringAsync(new Uri("away", UriKind.Relative)));

        // Then
        var text = $"{transcript}";
        Assert.Contains($"00:00:00.000 GET {server.Address}query?query=up{{job=\"a\"}}\n200 answer 2\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("answer 1", text, StringComparison.Ordinal);
        Assert.Matches(@"large\n200 (word )+… \(500000 bytes\)\n", text);
        Assert.Contains("/away\nno answer: Connection refused", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_questions_the_last_are_kept()
    {
        await using var server = await HttpStub.AnsweringAsync("{}");
        var transcript = new Transcript(_time);
        using var client = ServiceClient.For(server.Address, transcript: transcript);

        for (var number = 0; number < 250; number++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await client.GetStringAsync(new Uri($"{number}", UriKind.Relative));
        }

        Assert.Equal(200, $"{transcript}".Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("/249\n", $"{transcript}", StringComparison.Ordinal);
    }

    private static string Large => string.Concat(Enumerable.Repeat("word ", 100_000));
}
