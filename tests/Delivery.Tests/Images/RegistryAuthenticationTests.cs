using System.Collections.Concurrent;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests.Images;

public sealed class RegistryAuthenticationTests
{
    private const string Password = "canary-password";
    private const string Basic = "Basic YWRhOmNhbmFyeS1wYXNzd29yZA==";

    private readonly RecordingLog _log = new();

    [Fact]
    public async Task A_name_and_password_open_a_registry_that_asks_for_them()
    {
        await using var registry = await RegistryStub.StartAsync(Demanding("Basic realm=\"registry\"", Basic));
        var manifest = registry.AddManifest("1.0", MediaTypes.Manifest, "{}"u8.ToArray());
        using var client = Client(registry.Name);

        Assert.Equal(manifest, await client.ResolveAsync(registry.Image()));
        Assert.Equal(manifest, await client.ResolveAsync(registry.Image()));

        // Asked once without, then always with.
        Assert.Equal(3, registry.Requests.Count);
    }

    [Fact]
    public async Task A_token_is_fetched_where_the_registry_says()
    {
        await using var tokens = await HttpStub.StartAsync(context =>
            context.Response.WriteAsync(context.Request.Headers.Authorization == Basic ? """{"access_token":"t0ken"}""" : "{}"));
        await using var registry = await RegistryStub.StartAsync(Demanding(
            $"Bearer realm=\"{tokens.Address}token?a=b\",service=\"reg,istry\",scope=\"repository:demo:pull\"", "Bearer t0ken"));
        var blob = registry.AddBlob([1, 2, 3]);
        using var client = Client(registry.Name);

        Assert.Equal([1, 2, 3], await client.GetDocumentAsync(registry.Image(), blob));
        Assert.Equal(["GET /token?a=b&service=reg%2Cistry&scope=repository%3Ademo%3Apull"], tokens.Requests);
    }

    [Fact]
    public async Task A_token_without_a_password_is_asked_for_too()
    {
        await using var tokens = await HttpStub.AnsweringAsync("""{"token":"t0ken"}""");
        await using var registry = await RegistryStub.StartAsync(Demanding($"Bearer realm={tokens.Address}", "Bearer t0ken"));
        using var client = new RegistryClient(_log, TimeProvider.System, limits: RegistryFaultTests.Impatient);

        Assert.Null(await client.ResolveAsync(registry.Image()));
        Assert.Equal(["GET /?scope=repository%3Ademo%3Apull"], tokens.Requests);
    }

    [Fact]
    public async Task A_token_that_only_reads_is_replaced_by_one_that_writes()
    {
        await using var tokens = await HttpStub.StartAsync(context =>
        {
            var mayPush = context.Request.Query["scope"].ToString().EndsWith("push", StringComparison.Ordinal);
            return context.Response.WriteAsync(mayPush ? """{"token":"write"}""" : """{"token":"read"}""");
        });
        await using var registry = await RegistryStub.StartAsync(context =>
        {
            var authorization = context.Request.Headers.Authorization.ToString();
            var isOpen = authorization == "Bearer write" || (context.Request.Method == "HEAD" && authorization == "Bearer read");
            return isOpen ? Task.FromResult(false) : DemandAsync(context, $"Bearer realm=\"{tokens.Address}\"");
        });
        using var folder = new TemporaryFolder();
        using var client = Client(registry.Name);

        var blob = new Descriptor(MediaTypes.Layer, ImageDigest.Of("abc"u8), 3);
        Assert.True(await client.PushBlobAsync(registry.Image(), blob, folder.Write("blob", "abc")));
        Assert.Equal(2, tokens.Requests.Count);
    }

    [Theory]
    [InlineData("Basic realm=\"registry\"")]
    [InlineData("Negotiate")]
    [InlineData("")]
    public async Task Without_a_way_in_the_failure_says_which_variables_to_set(string challenge)
    {
        await using var registry = await RegistryStub.StartAsync(Demanding(challenge, "never"));
        using var client = Client(registry.Name);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => client.ResolveAsync(registry.Image()));

        Assert.Contains("REGISTRY_PASSWORD", failure.Next, StringComparison.Ordinal);
        Assert.True(registry.Requests.Count <= 2);
        Assert.DoesNotContain(Password, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(_log.Lines, line => line.Contains(Password, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://tokens.example.com/token")]
    [InlineData("https://ada:password@tokens.example.com/token")]
    [InlineData("file:///etc/passwd")]
    [InlineData("token")]
    public async Task A_token_endpoint_that_is_not_safe_is_not_asked(string realm)
    {
        await using var registry = await RegistryStub.StartAsync(Demanding($"Bearer realm=\"{realm}\"", "never"));
        using var client = Client(registry.Name);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => client.ResolveAsync(registry.Image()));

        Assert.Contains("https token endpoint", failure.Next, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("""{"token":17}""")]
    [InlineData("""{"token":"a\r\nX-Injected: b"}""")]
    public async Task An_answer_without_a_token_is_refused(string answer)
    {
        await using var tokens = await HttpStub.AnsweringAsync(answer);
        await using var registry = await RegistryStub.StartAsync(Demanding($"Bearer realm=\"{tokens.Address}\"", "never"));
        using var client = Client(registry.Name);

        var refused = await Assert.ThrowsAsync<DeliveryException>(() => client.ResolveAsync(registry.Image()));
        Assert.Contains("has no token", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_endpoint_that_refuses_is_named()
    {
        await using var tokens = await HttpStub.AnsweringAsync("{}", 401);
        await using var registry = await RegistryStub.StartAsync(Demanding($"Bearer realm=\"{tokens.Address}\"", "never"));
        using var client = Client(registry.Name);

        var refused = await Assert.ThrowsAsync<DeliveryException>(() => client.ResolveAsync(registry.Image()));
        Assert.Contains("getting a token", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_password_goes_to_its_own_registry_only()
    {
        var seen = new ConcurrentQueue<string>();
        await using var elsewhere = await RegistryStub.StartAsync(context =>
        {
            seen.Enqueue(context.Request.Headers.Authorization.ToString());
            return DemandAsync(context, "Basic realm=\"elsewhere\"");
        });
        await using var registry = await RegistryStub.StartAsync(context =>
        {
            if (context.Request.Headers.Authorization != Basic)
            {
                return DemandAsync(context, "Basic realm=\"registry\"");
            }

            // A blob that another host serves, and an upload to another host.
            context.Response.StatusCode = context.Request.Method switch { "GET" => 307, "POST" => 202, _ => 404 };
            context.Response.Headers.Location = $"http://{elsewhere.Name}/v2/demo/blobs/x";
            return Task.FromResult(true);
        });
        using var folder = new TemporaryFolder();
        using var client = Client(registry.Name);
        var blob = new Descriptor(MediaTypes.Layer, ImageDigest.Of("abc"u8), 3);

        await Assert.ThrowsAsync<DeliveryException>(() => client.PullBlobAsync(registry.Image(), blob, folder["blob"]));
        await Assert.ThrowsAsync<DeliveryException>(() => client.PushBlobAsync(registry.Image(), blob, folder.Write("abc", "abc")));
        await Assert.ThrowsAsync<DeliveryException>(() => client.ResolveAsync(elsewhere.Image()));

        Assert.NotEmpty(seen);
        Assert.All(seen, header => Assert.Equal("", header));
    }

    [Fact]
    public void Credentials_never_show_their_password() =>
        Assert.DoesNotContain(Password, new RegistryCredentials("ghcr.io", "ada", Password).ToString(), StringComparison.Ordinal);

    private RegistryClient Client(string registry) =>
        new(_log, TimeProvider.System, new() { Credentials = new(registry, "ada", Password) }, RegistryFaultTests.Impatient);

    private static Func<HttpContext, Task<bool>> Demanding(string challenge, string authorization) => context =>
        context.Request.Headers.Authorization == authorization ? Task.FromResult(false) : DemandAsync(context, challenge);

    private static Task<bool> DemandAsync(HttpContext context, string challenge)
    {
        context.Response.StatusCode = 401;
        context.Response.Headers.WWWAuthenticate = challenge;
        return Task.FromResult(true);
    }
}
