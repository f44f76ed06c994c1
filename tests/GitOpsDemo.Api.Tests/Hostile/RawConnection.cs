using System.Net.Sockets;
using System.Text;

namespace GitOpsDemo.Api.Tests.Hostile;

/// <summary>A connection on which a test sends what no HTTP client would.</summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    private RawConnection(TcpClient client) => (_client, _stream) = (client, client.GetStream());

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(address.Host, address.Port);
        return new(client);
    }

    public Task SendAsync(string text) => _stream.WriteAsync(Encoding.Latin1.GetBytes(text)).AsTask();

    /// <summary>Everything that comes until the other side closes, or until a bound.</summary>
    public async Task<string> ReadToEndAsync(TimeSpan bound)
    {
        using var end = new CancellationTokenSource(bound);
        var text = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await _stream.ReadAsync(buffer, end.Token) is var read and > 0)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }

            return text.ToString();
        }
        catch (IOException)
        {
            // The other side may close with what it has not read.
            return text.ToString();
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
