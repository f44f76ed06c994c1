using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.Versioning;
using System.Text;
using Cake.Core.IO;
using GitOpsDemo.Build.CakeTools;
using GitOpsDemo.Build.Tests.CakeTools;
using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;
using GitOpsDemo.Delivery;
using GitOpsDemo.Kubernetes;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;
using NSubstitute;
using Path = System.IO.Path;

namespace GitOpsDemo.Build.Tests.Kubernetes;

/// <summary>The same with the real kubectl and the real helm, against an API server that answers as a test says.</summary>
[Trait(Traits.Category, Traits.Integration)]
[UnsupportedOSPlatform("windows")]
public sealed class RealToolsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();

    [FactWithTool("kubectl", "helm")]
    public async Task A_context_that_does_not_exist_is_told_by_both()
    {
        var (kubectl, helm) = Tools(new Uri("http://127.0.0.1:6/"), context: "nosuch");

        var ofKubectl = await Assert.ThrowsAsync<DeliveryException>(() => kubectl.VersionAsync(default));
        var ofHelm = await Assert.ThrowsAsync<DeliveryException>(() => helm.ListAsync("monitoring", default));

        Assert.Contains("nosuch", ofKubectl.Why, StringComparison.Ordinal);
        Assert.Contains("nosuch", ofHelm.Why, StringComparison.Ordinal);
        Assert.All(
            [ofKubectl, ofHelm], failure => Assert.StartsWith("kubectl config get-contexts", failure.Next, StringComparison.Ordinal));
    }

    [FactWithTool("kubectl", "helm")]
    public async Task An_API_server_that_is_not_there_is_told()
    {
        var (kubectl, _) = Tools(new Uri($"http://127.0.0.1:{FreePort.Next()}/"));

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => kubectl.VersionAsync(default));

        Assert.Contains("was refused", failure.Why, StringComparison.Ordinal);
        Assert.StartsWith("start the cluster", failure.Next, StringComparison.Ordinal);
    }

    [FactWithTool("kubectl", "helm")]
    public async Task The_preflight_names_what_the_user_may_not()
    {
        await using var server = await ApiServerStub.StartAsync(
            may: body => body.Contains("prometheusrules", StringComparison.Ordinal), services: null);
        var (kubectl, _) = Tools(server.Address);
        var preflight = new Preflight(kubectl, _log);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => preflight.EnsureAsync(
            [new("patch", "prometheusrules.monitoring.coreos.com", "monitoring"), new("create", "secrets", "monitoring")], default));

        Assert.Contains("may not create secrets in namespace monitoring;", failure.Why, StringComparison.Ordinal);
        Assert.Contains("the cluster answers: Kubernetes v1.36.0", _log.Lines);
    }

    [FactWithTool("kubectl", "helm")]
    public async Task What_is_forbidden_is_told_by_both()
    {
        await using var server = await ApiServerStub.StartAsync(may: _ => true, services: null);
        var (kubectl, helm) = Tools(server.Address);

        var ofKubectl = await Assert.ThrowsAsync<DeliveryException>(
            () => new ServiceDiscovery(kubectl).FindAsync(ServiceApi.Prometheus, default));
        var ofHelm = await Assert.ThrowsAsync<DeliveryException>(() => helm.ListAsync("monitoring", default));

        Assert.All([ofKubectl, ofHelm], failure => Assert.Contains("User \"limited\" cannot list", failure.Why, StringComparison.Ordinal));
        Assert.All(
            [ofKubectl, ofHelm], failure => Assert.StartsWith("let an administrator grant that", failure.Next, StringComparison.Ordinal));
    }

    [FactWithTool("kubectl", "helm")]
    public async Task A_service_is_found_and_a_kind_that_the_cluster_does_not_know_has_no_objects()
    {
        await using var server = await ApiServerStub.StartAsync(
            may: _ => true,
            services: $$$"""{"kind":"ServiceList","apiVersion":"v1","metadata":{},"items":[{{{Answers.Service("monitoring", "prometheus-operated", "http-web", 9090)}}}]}""");
        var (kubectl, _) = Tools(server.Address);

        Assert.Equal(
            new("monitoring", "prometheus-operated", 9090), await new ServiceDiscovery(kubectl).FindAsync(ServiceApi.Prometheus, default));
        Assert.Empty(await kubectl.GetAsync(new("prometheuses.monitoring.coreos.com", Namespace: null), default));
    }

    [FactWithTool("kubectl", "helm")]
    public async Task A_chart_is_rendered_with_the_values_of_standard_input()
    {
        // Given
        var (_, helm) = Tools(new Uri("http://127.0.0.1:6/"));
        _folder.Write("charts/demo/Chart.yaml", "apiVersion: v2\nname: demo\nversion: 1.0.0\n");
        _folder.Write(
            "charts/demo/crds/things.yaml",
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: things.example.com\n");
        _folder.Write(
            "charts/demo/templates/map.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: demo\ndata:\n  host: {{ .Values.host }}\n");
        var installation = new HelmInstallation(
            "demo", "monitoring", new(Path.Combine(_folder.Path, "charts", "demo"), null, null), new() { ["host"] = "alerts.example.com" });

        // When
        var rendered = await helm.TemplateAsync(installation, default);

        // Then
        Assert.Contains("host: alerts.example.com", rendered, StringComparison.Ordinal);
        Assert.Contains("kind: CustomResourceDefinition", rendered, StringComparison.Ordinal);
    }

    [FactWithTool("kubectl", "helm")]
    public async Task A_chart_comes_from_a_repository_that_the_user_did_not_add()
    {
        // Given
        var chart = Archive(
            ("demo/Chart.yaml", "apiVersion: v2\nname: demo\nversion: 1.2.3\n"), ("demo/templates/map.yaml", "kind: ConfigMap\n"));
        await using var server = await HttpStub.StartAsync(context => context.Request.Path.Value switch
        {
            "/index.yaml" =>
                context.Response.WriteAsync(
                    "apiVersion: v1\nentries:\n  demo:\n    - {name: demo, version: 1.2.3, urls: [demo-1.2.3.tgz]}\n"),
            "/demo-1.2.3.tgz" => context.Response.Body.WriteAsync(chart).AsTask(),
            _ => Task.Run(() => context.Response.StatusCode = 404),
        });
        var (_, helm) = Tools(new Uri("http://127.0.0.1:6/"));

        // When
        var rendered = await helm.TemplateAsync(new("demo", "monitoring", new("demo", "1.2.3", server.Address), []), default);

        // Then
        Assert.Contains("kind: ConfigMap", rendered, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["helm-state", "repositories.yaml"]));
        Assert.False(Directory.Exists(_folder[".config", "helm"]));
    }

    [FactWithTool("kubectl", "helm")]
    public async Task A_chart_that_is_not_there_is_told()
    {
        var (_, helm) = Tools(new Uri("http://127.0.0.1:6/"));

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => helm.TemplateAsync(
            new("demo", "monitoring", new(Path.Combine(_folder.Path, "nosuch-1.0.0.tgz"), null, null), []), default));

        Assert.Contains("nosuch-1.0.0.tgz", failure.Why, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private (IKubectl Kubectl, IHelm Helm) Tools(Uri server, string context = "k3s")
    {
        var kubeconfig = _folder.Write(
            "kubeconfig",
            $$$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: stub, cluster: {server: "{{{server}}}"}}]
            users: [{name: user, user: {token: none}}]
            contexts: [{name: k3s, context: {cluster: stub, user: user}}]
            """);
        var cake = RunnerContext.Of(CakeContext.OnDisk(Substitute.For<IProcessRunner>()));
        var (kubectl, helm) = (With(kubeconfig, "kubectl"), With(kubeconfig, "helm"));
        return (
            new CakeKubectl(cake, _ => Task.FromResult(kubectl), context),
            new CakeHelm(cake, _ => Task.FromResult(helm), context, Path.Combine(_folder.Path, "helm-state")));
    }

    private static byte[] Archive(params (string Path, string Text)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest))
        using (var tar = new TarWriter(zip))
        {
            foreach (var (path, text) in files)
            {
                tar.WriteEntry(
                    new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
            }
        }

        return bytes.ToArray();
    }

    /// <summary>A program that gives the tool its kubeconfig, and a home without a cache of what another server knew.</summary>
    private string With(string kubeconfig, string tool)
    {
        var path = _folder.Write(
            tool, $"#!/bin/sh\nKUBECONFIG='{kubeconfig}' HOME='{_folder.Path}' exec '{TestTools.Find(tool)}' \"$@\"\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
