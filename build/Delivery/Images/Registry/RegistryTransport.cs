using System.Net;
using Polly;

namespace GitOpsDemo.Delivery.Images.Registry;

/// <summary>Sends requests to registries: authenticated, bounded in time, and again where a failure may pass.</summary>
internal sealed class RegistryTransport : IDisposable
{
    private const int HeaderKilobytes = 64;
    private const int LongestRedirection = 5;

    private readonly HttpClient _http;
    private readonly RegistryAuthentication _authentication;
    private readonly ResiliencePipeline _pipeline;
    private readonly RegistryLimits _limits;
    private readonly TimeProvider _time;

    public RegistryTransport(IDeliveryLog log, TimeProvider time, RegistryCredentials? credentials, RegistryLimits limits)
    {
        (_limits, _time) = (limits, time);
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = limits.Connect,
            MaxAutomaticRedirections = LongestRedirection,
            MaxResponseHeadersLength = HeaderKilobytes,
            Proxy = ServiceClient.Proxy,
            UseCookies = false,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("GitOpsDemo");
        _authentication = new RegistryAuthentication(_http, credentials);
        _pipeline = new HttpRetry(limits.Retries, limits.FirstPause, limits.LongestPause).Pipeline(time, log);
    }

    /// <summary>Runs an operation that may be repeated as a whole.</summary>
    /// <param name="image">What it is about.</param>
    /// <param name="what">The operation's name, such as <c>pushing a blob</c>.</param>
    /// <param name="operation">The operation: repeated after a <see cref="TransientHttpException"/>.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
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
            throw new DeliveryException($"{what} of {image} failed", exception.Message + tries, next, exception);
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
            return exchange.Expected.Contains(response.StatusCode)
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
                "give the registry a certificate that this computer trusts, or check its name",
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
        _authentication.Apply(request, image);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, watch.Token);
    }

    private static string Innermost(Exception exception) => Untrusted.Shown(exception.GetBaseException().Message);
}
