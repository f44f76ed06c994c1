using System.Text.Json.Nodes;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Kubernetes.Tests.ArgoCd;

/// <summary>As much of a Kubernetes API as kubectl needs to read and annotate an Application, which goes through recorded states.</summary>
internal sealed class KubernetesApiStub : IAsyncDisposable
{
    private const string Path = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/gitops-demo-dev";

    private readonly RecordedApplications _applications;
    private HttpStub? _stub;

    private KubernetesApiStub(RecordedApplications applications) => _applications = applications;

    public Uri Address => _stub!.Address;

    /// <summary>The bodies of the patches that came.</summary>
    public List<string> Patches { get; } = [];

    public static async Task<KubernetesApiStub> StartAsync(RecordedApplications applications)
    {
        var api = new KubernetesApiStub(applications);
        api._stub = await HttpStub.StartAsync(api.AnswerAsync);
        return api;
    }

    public ValueTask DisposeAsync() => _stub!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var (path, method) = (context.Request.Path.Value, context.Request.Method);
        if (path == Path && method == "PATCH")
        {
            Patches.Add(await new StreamReader(context.Request.Body).ReadToEndAsync());
        }

        var answer = path switch
        {
            "/api" => """{"kind":"APIVersions","versions":["v1"]}""",
            "/apis" => """
                {"kind":"APIGroupList","apiVersion":"v1","groups":[{"name":"argoproj.io",
                "versions":[{"groupVersion":"argoproj.io/v1alpha1","version":"v1alpha1"}],
                "preferredVersion":{"groupVersion":"argoproj.io/v1alpha1","version":"v1alpha1"}}]}
                """,
            "/api/v1" => """{"kind":"APIResourceList","groupVersion":"v1","resources":[]}""",
            "/apis/argoproj.io/v1alpha1" => """
                {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"argoproj.io/v1alpha1","resources":[{"name":"applications",
                "singularName":"application","namespaced":true,"kind":"Application","verbs":["get","patch"]}]}
                """,
            Path => await _applications.GetAsync("gitops-demo-dev", default),
            _ => new JsonObject
            {
                ["kind"] = "Status",
                ["apiVersion"] = "v1",
                ["status"] = "Failure",
                ["reason"] = "NotFound",
                ["code"] = 404,
                ["message"] = $"{path} not found",
            }.ToJsonString(),
        };
        context.Response.StatusCode = answer.Contains("NotFound", StringComparison.Ordinal) ? 404 : 200;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer);
    }
}
