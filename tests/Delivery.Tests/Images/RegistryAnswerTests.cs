using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Images.Build.Bases;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests.Images;

/// <summary>What is said when a registry refuses a push. Each case is a row of <c>docs/servers.md</c>.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class RegistryAnswerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The request that is answered, the status, and the code and message of its error document.</summary>
    [Theory]
    [InlineData(
        "ECR", "another image is under an immutable tag", "PUT /v2/demo/manifests/1.0", 400,
        "TAG_INVALID",
        "The image tag '1.0' already exists in the 'demo' repository and cannot be overwritten because the tag is immutable.",
        "--image-tag")]
    [InlineData(
        "Harbor", "another image is under an immutable tag", "PUT /v2/demo/manifests/1.0", 412,
        "PRECONDITION", "Failed to process request due to 'demo:1.0' configured as immutable.", "--image-tag")]
    [InlineData("any", "409: a conflict", "PUT /v2/demo/manifests/1.0", 409, "CONFLICT", "tag 1.0 is in use", "--image-tag")]
    [InlineData("any", "412: a condition does not hold", "PUT /v2/demo/manifests/1.0", 412, "DENIED", "a policy forbids it", "--image-tag")]
    [InlineData(
        "any", "400: it does not take the tag", "PUT /v2/demo/manifests/1.0", 400, "TAG_INVALID", "tag name is not allowed", "--image-tag")]
    [InlineData(
        "ECR", "the repository has not been made", "POST /v2/demo/blobs/uploads/", 404,
        "NAME_UNKNOWN", "The repository with name 'demo' does not exist in the registry with id '123456789012'",
        "create-repository --repository-name demo")]
    [InlineData(
        "any", "401: it wants a login", "POST /v2/demo/blobs/uploads/", 401, "UNAUTHORIZED", "authentication required", "docker login")]
    [InlineData(
        "any",
        "403: the account may not push",
        "POST /v2/demo/blobs/uploads/",
        403,
        "DENIED",
        "requested access is denied",
        "REGISTRY_USERNAME")]
    [InlineData("any", "413: a proxy limits the body", "PUT /v2/demo/blobs/uploads/session", 413, "", "", "client_max_body_size")]
    [InlineData(
        "any", "429: too many requests", "POST /v2/demo/blobs/uploads/", 429, "TOOMANYREQUESTS", "rate limit exceeded", "after a login")]
    public async Task A_push_that_a_registry_refuses(
        string registryName, string cause, string request, int status, string code, string message, string remedy)
    {
        await using var registry = await RegistryStub.StartAsync(async context =>
        {
            if ($"{context.Request.Method} {context.Request.Path}" != request)
            {
                return false;
            }

            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = status == 429 ? "0" : default;
            await context.Response.WriteAsync(code.Length == 0 ? "" : $$"""{"errors":[{"code":"{{code}}","message":"{{message}}"}]}""");
            return true;
        });

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => PushAsync(registry));

        Assert.Contains(remedy, failure.Next, StringComparison.Ordinal);
        AnswersPage.Has([registryName, cause], failure.Message, (registry.Name, "registry.example.com"));
    }

    [Theory]
    [InlineData(200, "200: a page to log in with")]
    [InlineData(404, "404: a page, of a web server that is no registry")]
    public async Task A_page_in_the_place_of_a_registry(int status, string cause)
    {
        await using var registry = await RegistryStub.StartAsync(async context =>
        {
            (context.Response.StatusCode, context.Response.ContentType) = (status, "text/html; charset=utf-8");
            await context.Response.WriteAsync("<!DOCTYPE html>");
            return true;
        });

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => PushAsync(registry));

        Assert.Contains("not a registry, but for example its web pages", failure.Next, StringComparison.Ordinal);
        AnswersPage.Has(["any", cause], failure.Message, (registry.Name, "registry.example.com"));
    }

    [Fact]
    public async Task What_is_under_an_immutable_tag_with_the_same_digest_is_pushed_already()
    {
        // Given a registry that takes every tag once
        var isTaken = false;
        await using var registry = await RegistryStub.StartAsync(context =>
        {
            context.Response.StatusCode = isTaken && context.Request.Method == "PUT" ? 412 : 200;
            return Task.FromResult(context.Response.StatusCode == 412);
        });
        Assert.NotEqual(0, await PushAsync(registry));
        isTaken = true;

        Assert.Equal(0, await PushAsync(registry));
        Assert.Contains(_log.Lines, line => line.EndsWith("is in the registry already, with the same digest", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_engine_is_not_asked_to_push_what_the_registry_has_under_the_tag()
    {
        // Given an engine whose push fails, and whose image is the one of the registry
        await using var registry = await RegistryStub.StartAsync();
        await PushAsync(registry);
        using var client = Client(RegistryAccess.Anonymous);
        using var bases = new BaseImages([], _log);
        var image = (await SmallImage.WriteAsync(_folder["image"])).Image;
        var builder = new DockerImageBuilder(
            bases, new KnowingEngine($"{image.Manifest.Config.Digest}"), new(_folder["Dockerfile"], null), _folder["context"], client, null,
            _log);

        var pushed = await builder.PushAsync(registry.Image(), [ImagePlatform.Here], default);

        Assert.Equal((image.Descriptor.Digest, 0), (pushed.Reference.Digest, pushed.UploadedBytes));
    }

    [FactWithLocalName]
    public async Task A_registry_without_TLS_is_spoken_to_where_the_settings_file_lists_it()
    {
        await using var registry = await RegistryStub.StartAsync();
        var elsewhere = registry.Name.Replace("127.0.0.1", Environment.MachineName, StringComparison.Ordinal);
        var image = ImageReference.Create(elsewhere, "demo", "1.0");
        using var listed = Client(new() { PlainHttp = [elsewhere] });
        using var unlisted = Client(RegistryAccess.Anonymous);

        Assert.Null(await listed.ResolveAsync(image));
        var failure = await Assert.ThrowsAsync<DeliveryException>(() => unlisted.ResolveAsync(image));

        Assert.Contains("plainHttpRegistries", failure.Next, StringComparison.Ordinal);
        AnswersPage.Has(["any", "it has no TLS"], failure.Message, (elsewhere, "registry.example.com"));
    }

    [FactWithLocalName]
    public async Task A_registry_with_a_private_CA_is_trusted_where_the_settings_file_names_it()
    {
        using var certificates = new TestCertificates();
        await using var registry = await HttpStub.StartTlsAsync(
            context =>
            {
                context.Response.StatusCode = 404;
                return Task.CompletedTask;
            },
            certificates.Server);
        var name = registry.Address.Authority.Replace("127.0.0.1", Environment.MachineName, StringComparison.Ordinal);
        var image = ImageReference.Create(name, "demo", "1.0");
        using var trusting = Client(new() { Tls = new(certificates.CaFile, null, null) });
        using var strict = Client(RegistryAccess.Anonymous);

        Assert.Null(await trusting.ResolveAsync(image));
        var failure = await Assert.ThrowsAsync<DeliveryException>(() => strict.ResolveAsync(image));

        Assert.Contains("servers.registry", failure.Next, StringComparison.Ordinal);
        AnswersPage.Has(["any", "its CA is a private one"], failure.Message, (name, "registry.example.com"));
    }

    private async Task<long> PushAsync(RegistryStub registry)
    {
        using var client = Client(RegistryAccess.Anonymous);
        await SmallImage.WriteAsync(_folder["image"]);
        return await new ImageTransfer(client).PushAsync(new ImageLayout(_folder["image"]), registry.Image(), _log);
    }

    private RegistryClient Client(RegistryAccess access) => new(_log, TimeProvider.System, access, RegistryFaultTests.Impatient);

    /// <summary>Has one image, and pushes nothing.</summary>
    private sealed class KnowingEngine(string id) : IContainerEngine
    {
        public Task<string?> VersionAsync(CancellationToken cancellationToken) => Task.FromResult<string?>("1");

        public Task<string?> IdOfAsync(string image, CancellationToken cancellationToken) => Task.FromResult<string?>(id);

        public Task LoadAsync(string archive, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task BuildAsync(EngineBuild build, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<string>> PushAsync(
            ImageReference image, RegistryCredentials? credentials,
            CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
