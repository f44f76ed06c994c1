using System.Net;
using Polly;

namespace GitOpsDemo.Delivery.Images.Transfer;

/// <summary>Sends requests to registries: authenticated, bounded in time, and again where a failure may pass.</summary>
internal sealed class RegistryTransport : IDisposable
{
    private const int HeaderKilobytes = 64;
    private const int LongestRedirection = 5;

    private readonly HttpClient _http;
    private readonly RegistryAccess _access;
    private readonly RegistryAuthentication _authentication;
    private readonly ResiliencePipeline _pipeline;
    private readonly RegistryLimits _limits;
    private readonly TimeProvider _time;

    public RegistryTransport(IDeliveryLog log, TimeProvider time, RegistryAccess access, RegistryLimits limits)
    {
        (_limits, _time, _access) = (limits, time, access);
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = limits.Connect,
            MaxAutomaticRedirections = LongestRedirection,
            MaxResponseHeadersLength = HeaderKilobytes,
            Proxy = ServiceClient.Proxy,
            UseCookies = false,
        };
        access.Tls.ApplyTo(handler);
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("GitOpsDemo");
        _authentication = new RegistryAuthentication(_http, access);
        _pipeline = new HttpRetry(limits.Retries, limits.FirstPause, limits.LongestPause).Pipeline(time, log);
    }

    /// <summary>Runs an operation that may be repeated as a whole.</summary>
    /// <param name="image">What it is about.</param>
    /// <param name="what">The operation's name, such as <c>pushing a blob</c>.</param>
    /// <param name="operation">The operation: repeated after a <see cref="TransientHttpException"/>.</param>
    /// <exception cref="DeliveryException">It failed for good.</exception>
    public async Task<T> RunAsync<T>(
        ImageReference image, string what, Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_limits.Operation, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var next = $"check that {image.Registry} runs and can be reached from here, then run this again";
        try
        {
            return await _pipeline.ExecuteAsync(async token => await operation(token), linked.Token);
        }
        catch (TransientHttpException exception)
        {
            var tries = _limits.Retries == 0 ? "" : $" ({_limits.Retries + 1} tries)";
            throw new DeliveryException($"{what} of {image} failed", exception.Message + tries, exception.Next ?? next, exception);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new DeliveryException($"{what} of {image} failed", $"it took longer than {_limits.Operation.TotalSeconds:0} s", next);
        }
    }

    /// <inheritdoc cref="RunAsync{T}(ImageReference, string, Func{CancellationToken, Task{T}}, CancellationToken)"/>
    public Task<T> RunAsync<T>(ImageReference image, RegistryExchange<T> exchange, CancellationToken cancellationToken) =>
        RunAsync(image, exchange.What, token => SendAsync(image, exchange, token), cancellationToken);

    /// <summary>Sends one request, answering a challenge for authentication, and reads its answer.</summary>
    /// <exception cref="TransientHttpException">It failed in a way that may pass.</exception>
    /// <exception cref="DeliveryException">It failed for good.</exception>
    public async Task<T> SendAsync<T>(ImageReference image, RegistryExchange<T> exchange, CancellationToken cancellationToken)
    {
        using var watch = new IdleWatch(_limits.Idle, _time, cancellationToken);
        try
        {
            using var response = await AuthenticatedAsync(image, exchange.Actions, exchange.Request, watch);
            watch.Touch();
            return exchange.Expected.Contains(response.StatusCode) && !RegistryFailure.IsPage(response)
                ? await exchange.Read(response, watch)
                : throw await RegistryFailure.OfAsync(response, image, exchange.What, watch.Token);
        }
        catch (OperationCanceledException) when (watch.HasFired && !cancellationToken.IsCancellationRequested)
        {
            throw new TransientHttpException($"{image.Registry} was silent for {_limits.Idle.TotalSeconds:0.#} s");
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            throw new DeliveryException(
                $"{image.Registry} can't be trusted",
                Innermost(exception),
                "name the file of its CA with caFile under servers.registry in the settings file; "
                    + "one without TLS belongs under plainHttpRegistries",
                exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // While the body comes, a connection that is reset is no HttpRequestException. What can't be written here has another type.
            throw new TransientHttpException(Innermost(exception), cause: exception);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> AuthenticatedAsync(
        ImageReference image, string actions, Func<IdleWatch, HttpRequestMessage> build, IdleWatch watch)
    {
        var response = await OnceAsync(image, build, watch);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
        {
            return response;
        }

        using (response)
        {
            return await _authentication.AnswerAsync(response, image, actions, watch.Token)
                ? await OnceAsync(image, build, watch)
                : throw await RegistryFailure.OfAsync(response, image, "authentication", watch.Token);
        }
    }

    private async Task<HttpResponseMessage> OnceAsync(ImageReference image, Func<IdleWatch, HttpRequestMessage> build, IdleWatch watch)
    {
        using var request = build(watch);
        request.RequestUri = new Uri(RegistryUri.Of(image, _access), request.RequestUri!);
        _authentication.Apply(request, image);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, watch.Token);
    }

    private static string Innermost(Exception exception) => Untrusted.Shown(exception.GetBaseException().Message);
}

/// <summary>One request to a registry and what to make of its answer.</summary>
/// <typeparam name="T">What the answer becomes.</typeparam>
/// <param name="What">The operation's name, such as <c>pulling a blob</c>.</param>
/// <param name="Request">Makes the request, its address from the registry's root; called again for each try.</param>
/// <param name="Read">Reads an answer with an expected status while it streams.</param>
internal sealed record RegistryExchange<T>(
    string What, Func<IdleWatch, HttpRequestMessage> Request, Func<HttpResponseMessage, IdleWatch, Task<T>> Read)
{
    /// <summary>The statuses that <see cref="Read"/> understands; every other one is a failure.</summary>
    public IReadOnlyList<HttpStatusCode> Expected { get; init; } = [HttpStatusCode.OK];

    /// <summary>What a token is to permit: <c>pull</c> or <c>pull,push</c>.</summary>
    public string Actions { get; init; } = "pull";
}

/// <summary>How long a registry may take, and how often it is asked again.</summary>
public sealed record RegistryLimits
{
    /// <summary>For a delivery.</summary>
    public static readonly RegistryLimits Default = new();

    /// <summary>For a look whether a registry can be reached at all: once, and 3 s at most.</summary>
    public static readonly RegistryLimits QuickLook = new()
    {
        Connect = TimeSpan.FromSeconds(2),
        Idle = TimeSpan.FromSeconds(3),
        Operation = TimeSpan.FromSeconds(3),
        Retries = 0,
    };

    /// <summary>For the small documents of a proof: a registry that is away holds up neither a smoke check nor a Deploy.</summary>
    public static readonly RegistryLimits ForSmallThings = new()
    {
        Connect = TimeSpan.FromSeconds(3),
        Idle = TimeSpan.FromSeconds(10),
        Operation = TimeSpan.FromSeconds(30),
        Retries = 2,
    };

    /// <summary>To open a connection: 5 s.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Without a byte in either direction: 20 s.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>For a whole operation with all its retries: 5 min.</summary>
    public TimeSpan Operation { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a transient failure is ridden out.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>The pause before the first retry; it doubles, with jitter, up to <see cref="LongestPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause, <c>Retry-After</c> included: 15 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>The addresses of the OCI distribution API (specification, "Endpoints").</summary>
internal static class RegistryUri
{
    /// <summary>The registry's root: plain http on this computer and where the settings say so, https everywhere else.</summary>
    public static Uri Of(ImageReference image, RegistryAccess access) =>
        new($"{(access.IsPlain(image) ? "http" : "https")}://{image.Registry}/v2/");

    public static string Manifest(ImageReference image, string selector) => $"{image.Repository}/manifests/{selector}";

    public static string Blob(ImageReference image, ImageDigest digest) => $"{image.Repository}/blobs/{digest}";

    public static string Referrers(ImageReference image, ImageDigest digest) => $"{image.Repository}/referrers/{digest}";

    public static string Uploads(ImageReference image) => $"{image.Repository}/blobs/uploads/";
}
