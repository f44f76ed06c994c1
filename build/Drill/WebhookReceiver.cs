using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Drill;

/// <summary>
/// A receiver of Alertmanager's webhook messages on 127.0.0.1
/// (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config), for as long as a drill lasts.
/// </summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    /// <summary>The largest message that is read, in bytes.</summary>
    private const int MaximumMessage = 16 * 1024 * 1024;

    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> _firing = new();
    private readonly Task _all;

    /// <summary>Begins to listen.</summary>
    /// <param name="port">A free port of 127.0.0.1.</param>
    /// <exception cref="DeliveryException">The port is taken.</exception>
    public WebhookReceiver(int port)
    {
        // Other programs of this computer don't know the path.
        Address = new($"http://127.0.0.1:{port}/{Guid.NewGuid():N}/");
        _listener.Prefixes.Add(Address.ToString());
        try
        {
            _listener.Start();
        }
        catch (HttpListenerException exception)
        {
            throw new DeliveryException(
                $"{Address} can't be listened on", exception.Message, "run it again: another port will be chosen", exception);
        }

        _all = ReceiveAsync();
    }

    /// <summary>Where messages go.</summary>
    public Uri Address { get; }

    /// <summary>The labels of the alerts that it was notified of, and not yet of their end.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Firing => [.. _firing.Values];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _all;
    }

    private async Task ReceiveAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            await AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            context.Response.StatusCode = (int)await StatusAsync(context.Request);
            context.Response.Close();
        }
        catch (Exception exception) when (exception is IOException or HttpListenerException or ObjectDisposedException)
        {
            // The sender has gone; it sends again.
        }
    }

    private async Task<HttpStatusCode> StatusAsync(HttpListenerRequest request)
    {
        if (request.HttpMethod != "POST")
        {
            return HttpStatusCode.MethodNotAllowed;
        }

        try
        {
            var body = await BoundedContent.UpToAsync(request.InputStream, MaximumMessage + 1, CancellationToken.None);
            if (body.Length > MaximumMessage)
            {
                return HttpStatusCode.RequestEntityTooLarge;
            }

            var message = JsonSerializer.Deserialize(body, WebhookJson.Default.AlertNotification);
            foreach (var alert in message?.Alerts ?? [])
            {
                Take(alert);
            }

            return HttpStatusCode.OK;
        }
        catch (JsonException)
        {
            return HttpStatusCode.BadRequest;
        }
    }

    private void Take(WebhookAlert alert)
    {
        if (alert.Status == "firing")
        {
            _firing[alert.Fingerprint] = alert.Labels;
        }
        else
        {
            _firing.TryRemove(alert.Fingerprint, out _);
        }
    }
}

internal sealed record AlertNotification(IReadOnlyList<WebhookAlert>? Alerts);

internal sealed record WebhookAlert(string Status, IReadOnlyDictionary<string, string> Labels, string Fingerprint);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    MaxDepth = 32,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(AlertNotification))]
internal sealed partial class WebhookJson : JsonSerializerContext;
