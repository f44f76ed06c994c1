using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GitOpsDemo.LabAgent.Tests;

/// <summary>Answers probes, and breaks off every other request after some bytes of an answer, perhaps none.</summary>
internal sealed class BrokenServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _answer;
    private int _requests;

    public BrokenServer(string answer = "")
    {
        _answer = Encoding.ASCII.GetBytes(answer);
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>How many requests it broke off.</summary>
    public int Requests => _requests;

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var connection = await _listener.AcceptSocketAsync();
                var buffer = new byte[4096];
                var request = Encoding.ASCII.GetString(buffer, 0, await connection.ReceiveAsync(buffer));
                if (request.StartsWith("GET /ready ", StringComparison.Ordinal))
                {
                    await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
                }
                else
                {
                    Interlocked.Increment(ref _requests);
                    await connection.SendAsync(_answer);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
