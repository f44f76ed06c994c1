using System.Runtime.Versioning;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.EndToEnd.Tests;

public sealed partial class LabStory
{
    [FactWithTool("kubectl")]
    [Step(14)]
    [UnsupportedOSPlatform("windows")]
    public async Task Builds_that_fail_and_those_for_a_cluster_show_no_secret_either()
    {
        // Given servers that ask for a password and take none, a cluster that lets look and change nothing, and a cosign that says all that
        // it is told
        await using var refusing = await HttpStub.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"x\"";
            return context.Response.WriteAsync("""{"errors":[{"code":"UNAUTHORIZED","message":"no"}],"message":"no"}""");
        });
        await using var cluster = await HttpStub.StartAsync(ForbidAsync);
        using var folder = new TemporaryFolder();
        var cosign = folder.Write("bin/cosign", "#!/bin/sh\necho \"cosign $*\" >&2\nexit 1\n");
        File.SetUnixFileMode(cosign, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var environment = new Dictionary<string, string?>
        {
            ["KUBECONFIG"] = folder.Write("kubeconfig", $$$"""
                {"apiVersion": "v1", "kind": "Config", "clusters": [{"name": "c", "cluster": {"server": "{{{cluster.Address}}}"}}], "users": [{"name": "u", "user": {"token": "none"}}],
                 "contexts": [{"name": "stub", "context": {"cluster": "c", "user": "u"}}]}
                """),
            ["PATH"] = $"{folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}",
        };

        // When
        await using var watch = new CommandLineWatch(Canaries.Mark);
        await FailAsync("PushImage", $"--image-registry={refusing.Address.Authority}", $"--image-tag=0.0.0-secret.{Environment.TickCount}");
        await FailAsync("BumpImage", $"--gitops-repository={refusing.Address}gitops.git");
        await FailAsync("BumpImage", "--cosign-public-key=cosign.pub");
        await FailAsync("ApplyDashboards", "--dashboards-by=api", $"--grafana-url={refusing.Address}", "--kube-context=stub");
        await FailAsync("ApplyAlerts", "--alert-receiver=#alerts", "--kube-context=stub");
        if (TestTools.Find("helm") is not null)
        {
            await FailAsync("InstallMonitoring", "--alert-receiver=#alerts", "--kube-context=stub");
        }

        await FailAsync(
            "WaitForSync", "--kube-context=stub", $"--argocd-url={refusing.Address}", $"--gitops-repository={Clone[".lab", "gitops.git"]}");

        // Then
        Output.WriteLine(
            $"{watch.Looks} looks at the arguments of all processes; "
                + $"the refusing servers were asked {refusing.Requests.Count} times, the cluster {cluster.Requests.Count} times");
        Assert.True(watch.Looks > 10);
        Assert.Contains(refusing.Requests, request => request.Contains("/v2/", StringComparison.Ordinal));
        Assert.Contains(refusing.Requests, request => request.Contains("/gitops.git/", StringComparison.Ordinal));
        Assert.Contains(cluster.Requests, request => request.Contains("/version", StringComparison.Ordinal));
        Assert.Empty(watch.Found);
        Assert.DoesNotContain(Said, text => text.Contains(Canaries.Mark, StringComparison.Ordinal));
        Assert.Empty(Canaries.In(Clone.Root));
        Assert.Empty(Canaries.In(Clone.Temporary));

        async Task FailAsync(string target, params string[] arguments)
        {
            var run = await Clone.BuildAsync(environment, [$"--target={target}", "--exclusive", FullVerbosity, .. arguments]);
            Said.Enqueue(run.Output + run.Error);
            Output.WriteLine($"{target} {string.Join(' ', arguments)}: exit code {run.ExitCode}\n{run.Error}");
            Assert.Equal(1, run.ExitCode);
        }
    }

    /// <summary>As much of an API server as says which version it is, and that everything may be done; then it lets nobody do it.</summary>
    private static Task ForbidAsync(HttpContext context)
    {
        var (status, answer) = context.Request.Path.Value switch
        {
            "/version" => (200, """{"major":"1","minor":"36","gitVersion":"v1.36.0"}"""),
            "/api" => (200, """{"kind":"APIVersions","versions":["v1"]}"""),
            "/apis" => (200, """{"kind":"APIGroupList","apiVersion":"v1","groups":[]}"""),
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews" => (201, """{"kind":"SelfSubjectAccessReview","apiVersion":"authorization.k8s.io/v1","spec":{},"status":{"allowed":true}}"""),
            _ => (403, """{"kind":"Status","apiVersion":"v1","status":"Failure","message":"it is forbidden","reason":"Forbidden","code":403}"""),
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer);
    }
}
