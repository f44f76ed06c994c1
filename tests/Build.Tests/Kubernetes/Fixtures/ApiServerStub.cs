using System.Text;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Build.Tests.Kubernetes.Fixtures;

/// <summary>As much of an API server as kubectl and helm need to be told of services, or that something is forbidden.</summary>
internal sealed class ApiServerStub : IAsyncDisposable
{
    private readonly HttpStub _stub;

    private ApiServerStub(HttpStub stub) => _stub = stub;

    public Uri Address => _stub.Address;

    /// <summary>Starts one.</summary>
    /// <param name="may">Whether an access review that holds these words (the body is protobuf) is allowed.</param>
    /// <param name="services">The services that there are, as a JSON list; null when reading them is forbidden.</param>
    public static async Task<ApiServerStub> StartAsync(
        Func<string, bool> may, string? services) => new(await HttpStub.StartAsync(async context =>
    {
        var (code, answer) = context.Request.Path.Value switch
        {
            "/version" => (200, """{"major":"1","minor":"36","gitVersion":"v1.36.0"}"""),
            "/api" => (200, """{"kind":"APIVersions","versions":["v1"]}"""),
            "/apis" => (200, """{"kind":"APIGroupList","apiVersion":"v1","groups":[]}"""),
            "/api/v1" => (200, """{"kind":"APIResourceList","groupVersion":"v1","resources":[{"name":"services","namespaced":true,"kind":"Service","singularName":"","verbs":["list"]}]}"""),
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews" => (201, Review(may(await TextAsync(context.Request)))),
            _ when services is not null => (200, services),
            _ => (403, """{"kind":"Status","apiVersion":"v1","status":"Failure","message":"services is forbidden: User \"limited\" cannot list resource \"services\"","reason":"Forbidden","code":403}"""),
        };
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer);
    }));

    public ValueTask DisposeAsync() => _stub.DisposeAsync();

    private static string Review(bool allowed) =>
        $$$"""{"kind":"SelfSubjectAccessReview","apiVersion":"authorization.k8s.io/v1","spec":{},"status":{"allowed":{{{(allowed ? "true" : "false")}}}}}""";

    private static async Task<string> TextAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }
}
