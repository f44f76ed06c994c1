using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GitOpsDemo.Delivery.Tests.Faults;

/// <summary>
/// An HTTP server on 127.0.0.1 whose first answer ends in the middle of its body, the way that TCP knows: closed (FIN), or reset (RST).
/// </summary>
internal sealed class CutServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _all;

    public CutServer(bool resets, string mediaType, string body)
    {
        _listener.Start();
        _all = ServeAsync(
            resets, $"HTTP/1.1 200 OK\r\nContent-Type: {mediaType}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>How many requests were answered.</summary>
    public int Answers { get; private set; }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _all;
    }

    private async Task ServeAsync(bool resets, string answer)
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
                while (await reader.ReadLineAsync() is { Length: > 0 })
                {
                    // The request's headers.
                }

                var isCut = Answers++ == 0;
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(isCut ? answer[..^1] : answer));
                if (isCut && resets)
                {
                    // The stream would say goodbye first.
                    client.LingerState = new LingerOption(enable: true, seconds: 0);
                    client.Client.Dispose();
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
