using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Images.Transfer;

/// <summary>
/// A client of the OCI distribution API: plain http for this computer and where the settings say so, https for every other.
/// Failures that may pass are ridden out within <see cref="RegistryLimits"/>; all others are a <see cref="DeliveryException"/>.
/// </summary>
/// <param name="log">Says what is tried again.</param>
/// <param name="time">The clock of the limits.</param>
/// <param name="access">How registries are reached and opened; <see cref="RegistryAccess.Anonymous"/> when null.</param>
/// <param name="limits">Time and retries; <see cref="RegistryLimits.Default"/> when null.</param>
public sealed class RegistryClient(
    IDeliveryLog log, TimeProvider time, RegistryAccess? access = null, RegistryLimits? limits = null) : IDisposable
{
    private static readonly Regex NextLink = new("""<(?<address>[^<>]+)>\s*;\s*rel="?next"?""");

    private const string Push = "pull,push";
    private const string DigestHeader = "Docker-Content-Digest";

    /// <summary>For manifests and configurations: the specification lets registries refuse larger ones.</summary>
    private const int LargestDocument = 4 * 1024 * 1024;

    /// <summary>Far more than anybody attaches: pages that never end are not followed.</summary>
    private const int MostPages = 20;

    private readonly RegistryTransport _transport = new(log, time, access ?? RegistryAccess.Anonymous, limits ?? RegistryLimits.Default);

    /// <summary>What a tag or digest stands for now (HEAD); null when the registry does not have it.</summary>
    public async Task<Descriptor?> ResolveAsync(ImageReference image, CancellationToken cancellationToken = default)
    {
        var asking = new RegistryExchange<(bool IsThere, Descriptor? Descriptor)>(
            "asking for the digest",
            _ => ManifestRequest(HttpMethod.Head, image),
            (response, _) => Task.FromResult(
                response.StatusCode == HttpStatusCode.OK ? (true, Described(image, response)) : (false, default(Descriptor))))
        {
            Expected = [HttpStatusCode.OK, HttpStatusCode.NotFound],
        };
        var (isThere, descriptor) = await _transport.RunAsync(image, asking, cancellationToken);
        return isThere && descriptor is null ? (await GetManifestAsync(image, cancellationToken)).Descriptor : descriptor;
    }

    /// <summary>The manifest or index behind a tag or digest, when its bytes have the digest that was promised.</summary>
    public Task<RegistryManifest> GetManifestAsync(ImageReference image, CancellationToken cancellationToken = default) =>
        _transport.RunAsync(
            image,
            new RegistryExchange<RegistryManifest>(
                "getting the manifest",
                _ => ManifestRequest(HttpMethod.Get, image),
                async (response, watch) =>
                    Verified(image, response, await BoundedContent.ReadAsync(response, LargestDocument, watch.Token))),
            cancellationToken);

    /// <summary>The manifest of the image for a platform, through an index where there is one.</summary>
    /// <exception cref="DeliveryException">There is no image for that platform.</exception>
    public async Task<RegistryManifest> GetImageAsync(
        ImageReference image, ImagePlatform platform, CancellationToken cancellationToken = default)
    {
        var manifest = await GetManifestAsync(image, cancellationToken);
        if (MediaTypes.IsManifest(manifest.Descriptor.MediaType))
        {
            return manifest;
        }

        var listed = ImageIndex.Parse(manifest.Content).Manifests;
        var match = listed.FirstOrDefault(entry => MediaTypes.IsManifest(entry.MediaType) && entry.Platform?.RunsAs(platform) == true)
            ?? throw new DeliveryException(
                $"{image} has no image for {platform}",
                $"it has {Untrusted.Shown(string.Join(", ", listed.Select(entry => entry.Platform)))}",
                $"name an image that is built for {platform}");
        return await GetManifestAsync(image.AtDigest(match.Digest), cancellationToken);
    }

    /// <summary>Downloads a blob into a file. The file appears whole and with the right digest, or not at all.</summary>
    public Task PullBlobAsync(ImageReference image, Descriptor blob, string file, CancellationToken cancellationToken = default) =>
        _transport.RunAsync(
            image,
            new RegistryExchange<bool>(
                "pulling a blob",
                _ => new HttpRequestMessage(HttpMethod.Get, RegistryUri.Blob(image, blob.Digest)),
                (response, watch) => VerifiedFile.WriteAsync(
                    file, blob, (target, _) => BlobDownload.CopyAsync(image, response, target, blob.Size, watch), watch.Token)),
            cancellationToken);

    /// <summary>A small blob, such as a configuration.</summary>
    /// <exception cref="DeliveryException">It is longer than 4 MiB or not the blob that was asked for.</exception>
    public Task<byte[]> GetDocumentAsync(ImageReference image, Descriptor blob, CancellationToken cancellationToken = default) =>
        _transport.RunAsync(
            image,
            new RegistryExchange<byte[]>(
                "getting a blob",
                _ => new HttpRequestMessage(HttpMethod.Get, RegistryUri.Blob(image, blob.Digest)),
                async (response, watch) =>
                    Verified(image, blob, await BoundedContent.ReadAsync(response, LargestDocument, watch.Token))),
            cancellationToken);

    /// <inheritdoc cref="PushBlobAsync(ImageReference, Descriptor, string, Action{long}, CancellationToken)"/>
    public Task<bool> PushBlobAsync(ImageReference image, Descriptor blob, string file, CancellationToken cancellationToken = default) =>
        PushBlobAsync(image, blob, file, _ => { }, cancellationToken);

    /// <summary>Sends a blob unless the repository has it.</summary>
    /// <param name="image">Names the registry and the repository.</param>
    /// <param name="file">Its content.</param>
    /// <param name="tell">Called with how many bytes this try has sent so far.</param>
    /// <returns>Whether it had to be sent.</returns>
    /// <remarks>
    /// Repeated as a whole: an upload shows nothing in the repository before its last request, which names the digest,
    /// and a session left behind is swept by the registry. So a lost answer can't do harm.
    /// </remarks>
    public Task<bool> PushBlobAsync(
        ImageReference image, Descriptor blob, string file, Action<long> tell, CancellationToken cancellationToken) =>
        _transport.RunAsync(
            image,
            "pushing a blob",
            async token =>
            {
                if (await _transport.SendAsync(image, AskingFor(image, blob.Digest), token))
                {
                    return false;
                }

                var session = await _transport.SendAsync(image, StartingUpload(image), token);
                return await _transport.SendAsync(image, Uploading(blob, file, tell, session), token);
            },
            cancellationToken);

    /// <summary>Puts a manifest under the reference's tag, or under its digest when it has no tag.</summary>
    /// <returns>The digest that the registry confirmed.</returns>
    public async Task<ImageDigest> PushManifestAsync(
        ImageReference image, string mediaType, byte[] content, CancellationToken cancellationToken = default)
    {
        var digest = ImageDigest.Of(content);
        var target = RegistryUri.Manifest(image, image.Tag ?? digest.ToString());
        var pushing = new RegistryExchange<bool>(
            "pushing the manifest",
            _ => new HttpRequestMessage(HttpMethod.Put, target)
            {
                Content = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } },
            },
            (_, _) => Task.FromResult(true))
        {
            Expected = [HttpStatusCode.Created, HttpStatusCode.OK],
            Actions = Push,
        };
        await _transport.RunAsync(image, pushing, cancellationToken);
        var held = await ResolveAsync(image.Tag is null ? image.AtDigest(digest) : image.AtTag(image.Tag), cancellationToken);
        return held?.Digest == digest ? digest : throw Mismatch(image, digest, held?.Digest.ToString() ?? "nothing");
    }

    /// <summary>
    /// What the registry itself lists as attached to an image (specification 1.1, "Listing Referrers"); null where it lists nothing, as
    /// before 1.1.
    /// </summary>
    /// <exception cref="DeliveryException">It failed, or lists more than <see cref="MostPages"/> pages.</exception>
    public async Task<IReadOnlyList<Descriptor>?> ReferrersAsync(
        ImageReference image, ImageDigest digest, CancellationToken cancellationToken = default)
    {
        var listed = new List<Descriptor>();
        var next = new Uri(RegistryUri.Referrers(image, digest), UriKind.Relative);
        for (var page = 0; page < MostPages; page++)
        {
            if (await _transport.RunAsync(image, ListingReferrers(next), cancellationToken) is not { } answer)
            {
                return page == 0 ? null : throw Endless(image);
            }

            listed.AddRange(ImageIndex.Parse(answer.Index).Manifests);
            if (answer.Next is not { } following)
            {
                return listed;
            }

            next = following;
        }

        throw Endless(image);
    }

    public void Dispose() => _transport.Dispose();

    /// <summary>Registries before 1.1 refuse the address in their own ways: all of them mean that there is no such list.</summary>
    private static RegistryExchange<(byte[] Index, Uri? Next)?> ListingReferrers(Uri address) => new(
        "asking for what is attached",
        _ => new HttpRequestMessage(HttpMethod.Get, address),
        async (response, watch) =>
            response.StatusCode == HttpStatusCode.OK && response.Content.Headers.ContentType?.MediaType == MediaTypes.Index
                ? (await BoundedContent.ReadAsync(response, LargestDocument, watch.Token), NextPage(response))
                : null)
    {
        Expected =
        [
            HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.BadRequest,
            HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotImplemented,
        ],
    };

    /// <summary>The next page of a list, as <c>Link: &lt;address&gt;; rel="next"</c> has it (RFC 8288), on the same server.</summary>
    private static Uri? NextPage(HttpResponseMessage response)
    {
        var asked = response.RequestMessage!.RequestUri!;
        return response.Headers.TryGetValues("Link", out var links)
            && NextLink.Match(string.Join(", ", links)) is { Success: true } link
            && Uri.TryCreate(asked, link.Groups["address"].Value, out var next)
            && next.GetLeftPart(UriPartial.Authority) == asked.GetLeftPart(UriPartial.Authority)
                ? next
                : null;
    }

    private static DeliveryException Endless(ImageReference image) => new(
        $"what is attached to {image} can't be listed",
        $"the registry's list has more than {MostPages} pages, or breaks off",
        "ask the registry's operator to remove what is attached and old");

    private static RegistryExchange<bool> AskingFor(ImageReference image, ImageDigest digest) => new(
        "asking for a blob",
        _ => new HttpRequestMessage(HttpMethod.Head, RegistryUri.Blob(image, digest)),
        (response, _) => Task.FromResult(response.StatusCode == HttpStatusCode.OK))
    {
        Expected = [HttpStatusCode.OK, HttpStatusCode.NotFound],
    };

    private static RegistryExchange<Uri> StartingUpload(ImageReference image) => new(
        "starting an upload",
        _ => new HttpRequestMessage(HttpMethod.Post, RegistryUri.Uploads(image)) { Content = new ByteArrayContent([]) },
        (response, _) => Task.FromResult(UploadLocation(image, response)))
    {
        Expected = [HttpStatusCode.Accepted],
        Actions = Push,
    };

    private static RegistryExchange<bool> Uploading(Descriptor blob, string file, Action<long> tell, Uri session)
    {
        var separator = session.Query.Length > 1 ? "&" : "?";
        var target = new Uri($"{session.AbsoluteUri}{separator}digest={Uri.EscapeDataString(blob.Digest.ToString())}");
        return new RegistryExchange<bool>(
            "pushing a blob",
            watch => new HttpRequestMessage(HttpMethod.Put, target) { Content = new BlobContent(file, blob.Size, watch, tell) },
            (_, _) => Task.FromResult(true))
        {
            Expected = [HttpStatusCode.Created],
            Actions = Push,
        };
    }

    private static Uri UploadLocation(ImageReference image, HttpResponseMessage response)
    {
        var asked = response.RequestMessage!.RequestUri!;
        return response.Headers.Location is { } location && new Uri(asked, location) is var session && session.Scheme == asked.Scheme
            ? session
            : throw new DeliveryException(
                $"starting an upload to {image} failed",
                $"the registry names no {asked.Scheme} address for it: `{Untrusted.Shown(response.Headers.Location?.ToString() ?? "")}`",
                "let the registry know its public address (http.host, or http.relativeurls of Distribution)");
    }

    private static HttpRequestMessage ManifestRequest(HttpMethod method, ImageReference image)
    {
        var request = new HttpRequestMessage(method, RegistryUri.Manifest(image, image.Selector));
        foreach (var mediaType in MediaTypes.Manifests)
        {
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(mediaType));
        }

        return request;
    }

    /// <summary>The descriptor in the headers; null when they do not say all of it.</summary>
    private static Descriptor? Described(ImageReference image, HttpResponseMessage response)
    {
        if (PromisedDigest(response) is not { } digest
            || response.Content.Headers is not { ContentType.MediaType: { } mediaType, ContentLength: { } length })
        {
            return null;
        }

        return image.Digest is null || image.Digest == digest
            ? new Descriptor(mediaType, digest, length)
            : throw Mismatch(image, image.Digest, digest.ToString());
    }

    private static RegistryManifest Verified(ImageReference image, HttpResponseMessage response, byte[] content)
    {
        var digest = ImageDigest.Of(content);
        var promised = image.Digest ?? PromisedDigest(response) ?? digest;
        var mediaType = response.Content.Headers.ContentType?.MediaType ?? "";
        if (digest != promised)
        {
            throw Mismatch(image, promised, digest.ToString());
        }

        return MediaTypes.Manifests.Contains(mediaType)
            ? new RegistryManifest(new Descriptor(mediaType, digest, content.Length), content)
            : throw OciJson.Unreadable(image.ToString(), $"its media type is `{Untrusted.Shown(mediaType)}`");
    }

    private static byte[] Verified(ImageReference image, Descriptor blob, byte[] content) =>
        ImageDigest.Of(content) is var digest && digest == blob.Digest ? content : throw Mismatch(image, blob.Digest, digest.ToString());

    private static ImageDigest? PromisedDigest(HttpResponseMessage response) =>
        response.Headers.TryGetValues(DigestHeader, out var values) && ImageDigest.TryParse(values.First(), out var digest)
            ? digest
            : null;

    private static DeliveryException Mismatch(ImageReference image, ImageDigest expected, string found) => new(
        $"{image} is not what it should be",
        $"the digest should be {expected}, the registry has {found}",
        "push the image again; if it happens again, something between here and the registry changes the data");
}

/// <summary>A manifest or index as a registry holds it.</summary>
/// <param name="Descriptor">Its media type, verified digest and size.</param>
public sealed record RegistryManifest(Descriptor Descriptor, byte[] Content);
