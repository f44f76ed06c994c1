using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests.Images;

/// <summary>A registry in memory whose answers a test can bend. What a real one does is tested with a real one.</summary>
internal sealed class RegistryStub : IAsyncDisposable
{
    private static readonly Regex ManifestPath = new("/manifests/(?<name>.+)$");

    private readonly Func<HttpContext, Task<bool>> _intercept;
    private HttpStub? _http;

    private RegistryStub(Func<HttpContext, Task<bool>> intercept) => _intercept = intercept;

    public ConcurrentDictionary<string, byte[]> Blobs { get; } = new();

    /// <summary>By tag and by digest.</summary>
    public ConcurrentDictionary<string, (string MediaType, byte[] Content)> Manifests { get; } = new();

    public IReadOnlyList<string> Requests => _http!.Requests;

    public string Name => _http!.Address.Authority;

    /// <param name="intercept">Sees every request first; true when it has answered.</param>
    public static async Task<RegistryStub> StartAsync(Func<HttpContext, Task<bool>>? intercept = null)
    {
        var stub = new RegistryStub(intercept ?? (_ => Task.FromResult(false)));
        stub._http = await HttpStub.StartAsync(stub.AnswerAsync);
        return stub;
    }

    public ImageReference Image(string tag = "1.0") => ImageReference.Create(Name, "demo", tag);

    public Descriptor AddBlob(byte[] content)
    {
        var blob = new Descriptor(MediaTypes.Layer, ImageDigest.Of(content), content.Length);
        Blobs[blob.Digest.ToString()] = content;
        return blob;
    }

    public Descriptor AddManifest(string tag, string mediaType, byte[] content)
    {
        var descriptor = new Descriptor(mediaType, ImageDigest.Of(content), content.Length);
        Manifests[tag] = Manifests[descriptor.Digest.ToString()] = (mediaType, content);
        return descriptor;
    }

    public ValueTask DisposeAsync() => _http!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (await _intercept(context))
        {
            return;
        }

        var (method, path) = (context.Request.Method, context.Request.Path.Value!);
        if (ManifestPath.Match(path) is { Success: true } manifest)
        {
            await ManifestAsync(context, method, manifest.Groups["name"].Value);
        }
        else if (method == "POST")
        {
            context.Response.StatusCode = 202;
            context.Response.Headers.Location = $"{path}session?state=1";
        }
        else if (method == "PUT")
        {
            using var content = new MemoryStream();
            await context.Request.Body.CopyToAsync(content);
            AddBlob(content.ToArray());
            context.Response.StatusCode = 201;
        }
        else
        {
            await WriteAsync(context, Blobs.TryGetValue(path.Split('/')[^1], out var blob) ? ("application/octet-stream", blob) : null);
        }
    }

    private async Task ManifestAsync(HttpContext context, string method, string name)
    {
        if (method == "PUT")
        {
            using var content = new MemoryStream();
            await context.Request.Body.CopyToAsync(content);
            AddManifest(name, context.Request.ContentType!, content.ToArray());
            context.Response.StatusCode = 201;
            return;
        }

        await WriteAsync(context, Manifests.TryGetValue(name, out var found) ? found : null);
    }

    private static async Task WriteAsync(HttpContext context, (string MediaType, byte[] Content)? found)
    {
        if (found is not { } answer)
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteAsync("""{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}""");
            return;
        }

        context.Response.ContentType = answer.MediaType;
        context.Response.ContentLength = answer.Content.Length;
        context.Response.Headers["Docker-Content-Digest"] = ImageDigest.Of(answer.Content).ToString();
        if (context.Request.Method != "HEAD")
        {
            await context.Response.Body.WriteAsync(answer.Content);
        }
    }
}
