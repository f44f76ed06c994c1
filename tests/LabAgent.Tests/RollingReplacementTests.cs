using System.Collections.Concurrent;
using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.LabAgent.Tests;

[Trait(Traits.Category, Traits.Integration)]
public sealed class RollingReplacementTests
{
    private const int Clients = 8;
    private const int Replacements = 6;

    [Fact]
    public async Task Replacing_pods_one_after_another_under_load_loses_no_request()
    {
        // Given: two pods, and clients that read and write without a pause.
        await using var agent = await RunningAgent.StartAsync();
        var pods = new List<(AgentPod Pod, Backend Backend)> { await StartPodAsync("pod-0"), await StartPodAsync("pod-1") };
        await agent.ApplyUntilReadyAsync([.. pods.Select(each => each.Pod)]);
        using var stop = new CancellationTokenSource();
        var answers = new ConcurrentDictionary<string, int>();
        var clients = Enumerable.Range(0, Clients)
            .Select(client => Task.Run(() => LoadAsync(agent.Client, client % 2 == 0, answers, stop.Token)))
            .ToArray();

        // When
        for (var i = 2; i < Replacements + 2; i++)
        {
            pods.Add(await StartPodAsync($"pod-{i}"));
            await agent.ApplyUntilReadyAsync([.. pods.Select(each => each.Pod)]);
            var (_, backend) = pods[0];
            pods.RemoveAt(0);
            await agent.ApplyAsync([.. pods.Select(each => each.Pod)]);
            await backend.DisposeAsync();
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients);

        // Then: everything was answered, and every pod had its part.
        Assert.Equal(Enumerable.Range(0, Replacements + 2).Select(i => $"200 pod-{i}"), answers.Keys.Order());
        foreach (var (_, backend) in pods)
        {
            await backend.DisposeAsync();
        }
    }

    private static async Task<(AgentPod Pod, Backend Backend)> StartPodAsync(string name)
    {
        var backend = await Backend.StartAsync(name, async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            await context.Response.WriteAsync(name);
        });
        return (RunningAgent.PodOf(backend, name), backend);
    }

    /// <summary>Counts answers by status and pod, and failures by their message.</summary>
    private static async Task LoadAsync(HttpClient client, bool reads, ConcurrentDictionary<string, int> answers, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            string answer;
            try
            {
                using var request = new HttpRequestMessage(reads ? HttpMethod.Get : HttpMethod.Post, "/");
                request.Content = reads ? null : new StringContent("body");
                using var response = await client.SendAsync(request, CancellationToken.None);
                answer = $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(CancellationToken.None)}";
            }
            catch (HttpRequestException exception)
            {
                answer = exception.Message;
            }

            answers.AddOrUpdate(answer, 1, (_, count) => count + 1);
        }
    }
}
