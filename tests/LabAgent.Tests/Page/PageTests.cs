using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GitOpsDemo.LabAgent.Page;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.LabAgent.Tests.Page;

/// <summary>Tests of the lab's page, as a browser asks for it.</summary>
public abstract class PageTests : AgentTests
{
    private protected static readonly AgentFault Errors = new(
        "errors", "Half of the answers are errors", new("PUT", "/faults/plan", """{"errorRate":0.5}"""), new("PUT", "/faults/plan", "{}"));

    private protected HttpClient Browser { get; } = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });

    /// <summary>The token of the page.</summary>
    private protected async Task<string> TokenAsync() =>
        Regex.Match(await Browser.GetStringAsync(Agent.Page), "name=\"lab-token\" content=\"([0-9a-f]{32})\"").Groups[1].Value;

    /// <summary>What the page does, with the headers that a browser and the page add.</summary>
    private protected async Task<HttpResponseMessage> OrderAsync(string path, JsonObject order, string? origin = null, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Agent.Page, $"api/{path}"));
        request.Content = JsonContent.Create(order);

        // A body in chunks has no length.
        await request.Content.LoadIntoBufferAsync();
        request.Headers.Add("Origin", origin ?? Agent.Page.GetLeftPart(UriPartial.Authority));
        request.Headers.Add(PageGuard.TokenHeader, token ?? await TokenAsync());
        return await Browser.SendAsync(request);
    }

    private protected async Task<JsonNode> StateAsync() =>
        JsonNode.Parse(await Browser.GetStringAsync(new Uri(Agent.Page, "api/state")))!;

    private protected static async Task<string> ErrorAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!.ToString();

    private protected static JsonObject Traffic(string path, double perSecond) =>
        new() { ["namespace"] = RunningAgent.Namespace, ["path"] = path, ["perSecond"] = perSecond };

    private protected static JsonObject Fault(bool isOn) =>
        new() { ["namespace"] = RunningAgent.Namespace, ["fault"] = Errors.Name, ["isOn"] = isOn };

    private protected async Task<HttpStatusCode> StatusAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Agent.Page, path));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await Browser.SendAsync(request);
        return answer.StatusCode;
    }
}
